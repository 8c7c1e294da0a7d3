import type { MikroORM as Orm } from '@mikro-orm/postgresql';
import type { JobHints } from '../../src/queue/job-hints.js';

/**
 * Our side of `apply` as a process of its own that runs what was built, without a compiler in it, so
 * that its memory is the application's. Takes sets of ids from its parent, answers the time they took.
 * Only what Node can strip may be written here: no imports of our sources but types.
 */
export interface ApplyOrder {
  sets: string[][];
}

export interface ApplyAnswer {
  milliseconds: number;
  /** Highest resident memory of this process so far, in MiB. */
  peakRssMb: number;
}

/** Hints lead to the queue, which is not what is measured here. */
class NoHints {
  add(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

function built<T>(path: string): Promise<T> {
  return import(new URL(`../../dist/src/${path}`, import.meta.url).href) as Promise<T>;
}

type ApplyFile = typeof import('../../src/cancellations/apply-cancellations.js');
type BellFile = typeof import('../../src/cancellations/decision-bell.js');
type LinksFile = typeof import('../../src/cancellations/take-back-links.js');
type SecretsFile = typeof import('../../src/config/secrets.js');
type SettingsFile = typeof import('../../src/config/settings.js');
type OptionsFile = typeof import('../../src/database/orm-options.js');
type ClockFile = typeof import('../../src/shared/clock.js');

async function main(url: string): Promise<void> {
  await import('reflect-metadata');
  const { MikroORM } = await import('@mikro-orm/postgresql');
  const { ormOptions } = await built<OptionsFile>('database/orm-options.js');
  const { ApplyCancellations } = await built<ApplyFile>('cancellations/apply-cancellations.js');
  const { DecisionBell } = await built<BellFile>('cancellations/decision-bell.js');
  const { TakeBackLinks } = await built<LinksFile>('cancellations/take-back-links.js');
  const { Secrets } = await built<SecretsFile>('config/secrets.js');
  const { readSettings } = await built<SettingsFile>('config/settings.js');
  const { Clock } = await built<ClockFile>('shared/clock.js');
  const orm: Orm = await MikroORM.init(ormOptions(url));
  const hints = new NoHints() as unknown as JobHints;
  const links = new TakeBackLinks(
    readSettings({}),
    new Secrets('no link of this leaves the bench'),
  );
  const apply = new ApplyCancellations(orm.em, new Clock(), hints, new DecisionBell(), links);
  process.on('message', ({ sets }: ApplyOrder) => {
    void time(sets, (set) => apply.run(set)).then((answer) => process.send?.(answer));
  });
  // The parent has gone or has finished: nobody asks any more.
  process.once('disconnect', () => void orm.close(true));
}

async function time(sets: string[][], run: (set: string[]) => Promise<void>): Promise<ApplyAnswer> {
  const begun = performance.now();
  for (const set of sets) await run(set);
  const milliseconds = performance.now() - begun;
  return { milliseconds, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

await main(process.argv[2] ?? '');

import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { BatchView } from '../batches/batch.view.js';
import { operatorActor } from '../shared/actor.js';
import { withBatches, type BatchSession } from './batch-session.js';
import { followBatch } from './follow-batch.js';
import { answer, CommandFailed, counts, note, streamOut, UsageError } from './output.js';

interface SubmitOptions {
  dryRun?: boolean;
  wait?: boolean;
  digest?: boolean;
  linesPerSecond?: string;
}

const acts = {
  start: 'run a batch that was checked',
  pause: 'let a running batch stand still',
  resume: 'let a paused batch go on',
  abort: 'end a batch: what is done stays done',
} as const;
type Act = keyof typeof acts;

/** `desk batch submit`, `status`, `start`, `pause`, `resume`, `abort`, `retry`, `results`. */
export function batchCommands(desk: Command): void {
  const batch = desk.command('batch').description('many cancellations at once');
  batch
    .command('submit')
    .description('send a file: CSV or NDJSON; see docs/batches.md')
    .argument('<file>', 'CSV or NDJSON, UTF-8')
    .option('--dry-run', 'check it, and change nothing')
    .option('--wait', 'stay until it has ended; works itself where no worker does')
    .option('--digest', 'one mail per account at the end, in place of a mail per line')
    .option('--lines-per-second <n>', 'no faster than this')
    .action(async (file: string, options: SubmitOptions, command: Command) => {
      await submit(file, options, isJson(command));
    });
  for (const [act, description] of Object.entries(acts) as [Act, string][]) {
    withId(batch.command(act).description(description), async (session, id, json) => {
      await session[act].run(id, operatorActor, null);
      await tell(await session.read.run(id, null), json);
    });
  }
  withId(batch.command('status').description('how far it is'), async (session, id, json) => {
    await tell(await session.read.run(id, null), json);
  });
  withId(
    batch.command('retry').description('make a batch of the lines that came to nothing'),
    async (session, id, json) => {
      const made = await session.retry.run(id, {}, operatorActor, null);
      await tell(await session.read.run(made, null), json);
    },
  );
  batch
    .command('results')
    .description('a line for every line, in order, as CSV')
    .argument('<id>', 'as submit answered it')
    .option('--details', 'with end, refund and what was foreseen')
    .action(async (id: string, options: { details?: boolean }) => {
      await withBatches(async ({ results }) => {
        await streamOut(await results.run(id, null, options.details ?? false));
      });
    });
}

function withId(
  command: Command,
  work: (session: BatchSession, id: string, json: boolean) => Promise<void>,
): void {
  command
    .argument('<id>', 'as submit answered it')
    .action(async (id: string, _options: unknown, self: Command) => {
      await withBatches((session) => work(session, id, isJson(self)));
    });
}

const isJson = (command: Command): boolean => Boolean(command.optsWithGlobals()['json']);

async function submit(path: string, options: SubmitOptions, json: boolean): Promise<void> {
  const linesPerSecond = parseRate(options.linesPerSecond);
  await withBatches(async (session) => {
    const file = await openFile(path);
    let id: string;
    try {
      const { bytes, hash } = await measure(file);
      id = await session.submit.run({
        ...{ file, bytes, hash, name: basename(path), actor: operatorActor, clientId: null },
        ...{ dryRun: options.dryRun ?? false, mailDigest: options.digest ?? false, linesPerSecond },
      });
    } finally {
      await file.close();
    }
    if (options.wait) await followBatch(session, id);
    const view = await session.read.run(id, null);
    await tell(view, json);
    if (view.state === 'failed') throw new CommandFailed('The batch failed.');
  });
}

function parseRate(text: string | undefined): number | null {
  if (text === undefined) return null;
  const rate = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (rate < 1) throw new UsageError('--lines-per-second is a whole number from 1 to 999999');
  return rate;
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${path} cannot be read (${code})`);
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new UsageError(`${path} is no file`);
}

async function measure(file: FileHandle): Promise<{ bytes: number; hash: Buffer }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of file.createReadStream({ start: 0, autoClose: false })) {
    hash.update(part as Buffer);
    bytes += (part as Buffer).length;
  }
  return { bytes, hash: hash.digest() };
}

async function tell(view: BatchView, json: boolean): Promise<void> {
  const { check, state, id, dryRun } = view;
  const groups = (title: string, group: Record<string, number>): string[] =>
    Object.keys(group).length === 0 ? [] : ['', title, ...counts(group)];
  await answer(json, view, [
    `batch ${id}${dryRun ? ', a dry run,' : ''} is ${state}`,
    ...counts({ ...view.counts }),
    ...(check === null
      ? []
      : [
          ...groups('what would become of the lines', check.byOutcome),
          ...groups('by plan', check.byPlan),
          ...groups('what speaks against lines', check.byReason),
          ...groups(
            'refunds in minor units',
            Object.fromEntries(check.refunds.map(({ currency, amount }) => [currency, amount])),
          ),
        ]),
  ]);
  if (view.counts.invalid > 0) note(`faulty lines: desk batch results ${id}`);
}

import type { Command } from 'commander';
import cliProgress from 'cli-progress';
import { seedAccounts } from '../demo/seed-accounts.js';
import { readDemoPassword } from '../config/secrets.js';
import { defaultDataDir } from '../database/embedded-postgres.js';
import { seedDemo } from '../demo/seed-demo.js';
import { setDemoPassword } from '../demo/set-demo-password.js';
import { writeBatchFile } from '../demo/write-batch-file.js';
import { type ImportKind, importKinds } from '../importing/columns.js';
import { ImportFile, type ImportReport } from '../importing/import-file.js';
import { operatorActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { withDatabase } from './database-session.js';
import { answer, CommandFailed, counts, note, UsageError } from './output.js';

interface SeedOptions {
  accounts?: string;
  batchFile?: string;
  lines: string;
}

/** `desk seed` and `desk import`. */
export function dataCommands(desk: Command): void {
  desk
    .command('seed')
    .description('write the demo data, or as many made-up accounts as wanted')
    .option('--accounts <n>', 'this many further accounts with devices and subscriptions')
    .option('--batch-file <file>', 'write a batch file for trying out, some lines of it wrong')
    .option('--lines <n>', 'how many lines the batch file shall have', '1000')
    .action(async (options: SeedOptions, command: Command) => {
      const json = Boolean(command.optsWithGlobals()['json']);
      if (options.batchFile === undefined) await seed(options.accounts, json);
      else await seedBatchFile(options.batchFile, options.lines, json);
    });
  desk
    .command('import')
    .description('bring your own data from CSV or NDJSON; see docs/import.md')
    .argument('<kind>', importKinds.join(', '))
    .argument('<file>', 'CSV or NDJSON, UTF-8')
    .action(async (kind: string, file: string, _options: unknown, command: Command) => {
      await importFile(kind, file, Boolean(command.optsWithGlobals()['json']));
    });
}

async function seed(accounts: string | undefined, json: boolean): Promise<void> {
  if (accounts === undefined) {
    const now = new Clock().now();
    const [seeded, password] = await withDatabase(async (em, settings) => {
      const written = await seedDemo(em, now);
      const dataDir = settings.DATA_DIR ?? defaultDataDir();
      const wanted = await readDemoPassword(settings, dataDir);
      return [written, await setDemoPassword(em, wanted, now)] as const;
    });
    await answer(json, { seeded, password }, [
      seeded ? 'The demo data is there.' : 'The demo data was there.',
      password === null
        ? 'The password of its customers is the one shown at the first start.'
        : `The password of its customers is ${password}`,
    ]);
    return;
  }
  const wanted = /^\d{1,7}$/.test(accounts) ? Number(accounts) : 0;
  if (wanted < 1) throw new UsageError('--accounts is a whole number from 1 to 9999999');
  const bar = progressBar('accounts');
  const result = await withDatabase(async (em) => {
    bar.start(wanted, 0);
    try {
      return await seedAccounts(em, wanted, new Clock().now(), (done) => bar.update(done));
    } finally {
      bar.stop();
    }
  });
  await answer(json, result, counts({ ...result }));
}

async function seedBatchFile(file: string, lines: string, json: boolean): Promise<void> {
  const wanted = /^\d{1,7}$/.test(lines) ? Number(lines) : 0;
  if (wanted < 1) throw new UsageError('--lines is a whole number from 1 to 9999999');
  const bar = progressBar('lines');
  const written = await withDatabase(async (em) => {
    bar.start(wanted, 0);
    try {
      return await writeBatchFile(em, file, wanted, new Clock().now(), (done) => bar.update(done));
    } finally {
      bar.stop();
    }
  });
  const { lines: count, faulty, accounts } = written;
  await answer(json, written, [`wrote ${file}`, ...counts({ lines: count, faulty, accounts })]);
}

async function importFile(kind: string, file: string, json: boolean): Promise<void> {
  if (!isImportKind(kind)) {
    throw new UsageError(`import takes ${importKinds.join(', ')}, not ${kind}`);
  }
  const bar = progressBar('lines');
  const report = await withDatabase(async (em) => {
    const progress = (done: number, total: number): void => {
      if (!bar.isActive) bar.start(total, 0);
      bar.update(done);
    };
    try {
      return await new ImportFile(em, new Clock()).run({ kind, file }, operatorActor, progress);
    } finally {
      bar.stop();
    }
  });
  for (const error of report.errors) note(`line ${error.line}: ${error.code}: ${error.message}`);
  await answer(json, report, summary(report));
  if (report.invalid > 0) throw new CommandFailed(`${report.invalid} lines were wrong`);
}

function summary({ total, created, updated, unchanged, invalid }: ImportReport): string[] {
  return counts({ total, created, updated, unchanged, invalid });
}

function isImportKind(kind: string): kind is ImportKind {
  return (importKinds as readonly string[]).includes(kind);
}

/** Drawn on a terminal only; elsewhere the answer is enough. */
function progressBar(unit: string): cliProgress.SingleBar {
  return new cliProgress.SingleBar({
    format: `{bar} {value} of {total} ${unit}, {duration} s`,
    stream: process.stderr,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    hideCursor: true,
  });
}

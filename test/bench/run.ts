import 'reflect-metadata';
import { benchApi } from './api.js';
import { benchApply } from './apply.js';
import { writeDocs } from './bench-docs.js';
import { benchBatch } from './batch.js';
import { benchConsole } from './console.js';
import { benchMemory } from './memory.js';
import { benchMixed } from './mixed.js';
import { benchPortal } from './portal.js';
import { portalTable } from './portal-table.js';
import { benchQueue } from './queue.js';
import { benchScale } from './scale.js';
import { benchWorkers } from './workers.js';
import { say, table, type Result } from './report.js';

interface Bench {
  /** Answers one result per variant. */
  run(): Promise<Result[]>;
  table(results: readonly Result[]): string;
}

/** They run one after the other, never at once. */
const benches: Record<string, Bench> = {
  apply: { run: benchApply, table },
  api: { run: benchApi, table },
  batch: { run: benchBatch, table },
  queue: { run: benchQueue, table },
  scale: { run: benchScale, table },
  workers: { run: benchWorkers, table },
  memory: { run: benchMemory, table },
  mixed: { run: benchMixed, table },
  portal: { run: benchPortal, table: portalTable },
  console: { run: benchConsole, table: portalTable },
};

const flags = ['--json', '--write-docs'];
const usage = `Use: npm run bench -- [${Object.keys(benches).join('|')} …] [${flags.join('] [')}]`;

async function main(args: readonly string[]): Promise<number> {
  const wanted = args.filter((arg) => !flags.includes(arg));
  const names = wanted.length > 0 ? wanted : Object.keys(benches);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    say(`Unknown benchmark ${unknown.join(' ')}. ${usage}`);
    return 2;
  }
  const measured = new Map<string, Result[]>();
  const tables: string[] = [];
  for (const name of names) {
    const bench = benches[name] as Bench;
    const own = await bench.run();
    measured.set(name, own);
    tables.push(bench.table(own));
    // After each: hours of measuring shall not hang on the last of them.
    if (args.includes('--write-docs')) await writeDocs(measured);
  }
  const results = [...measured.values()].flat();
  const answer = results.length === 1 ? results[0] : results;
  const text = args.includes('--json') ? JSON.stringify(answer) : tables.join('\n\n');
  process.stdout.write(`${text}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

import 'reflect-metadata';
import { benchApi } from './api.js';
import { benchApply } from './apply.js';
import { benchPortal } from './portal.js';
import { portalTable } from './portal-table.js';
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
  portal: { run: benchPortal, table: portalTable },
};

const usage = `Use: npm run bench -- [${Object.keys(benches).join('|')}] [--json]`;

async function main(args: readonly string[]): Promise<number> {
  const wanted = args.filter((arg) => arg !== '--json');
  const names = wanted.length > 0 ? wanted : Object.keys(benches);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0 || wanted.length > 1) {
    say(unknown.length > 0 ? `Unknown benchmark ${unknown.join(' ')}. ${usage}` : usage);
    return 2;
  }
  const results: Result[] = [];
  const tables: string[] = [];
  for (const bench of names.flatMap((name) => benches[name] ?? [])) {
    const own = await bench.run();
    results.push(...own);
    tables.push(bench.table(own));
  }
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

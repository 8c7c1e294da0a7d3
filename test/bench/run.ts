import 'reflect-metadata';
import { benchApi } from './api.js';
import { benchApply } from './apply.js';
import { say, table, type Result } from './report.js';

/** Each answers one result per variant. They run one after the other, never at once. */
const benches: Record<string, () => Promise<Result[]>> = { apply: benchApply, api: benchApi };

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
  for (const name of names) results.push(...((await benches[name]?.()) ?? []));
  const answer = results.length === 1 ? results[0] : results;
  process.stdout.write(`${args.includes('--json') ? JSON.stringify(answer) : table(results)}\n`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '../database/embedded-errors.js';

/** The command was used wrongly: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command ran, said what it found on standard output, and failed: exit code 1, no more words. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Writes to standard output and waits until it is taken, so that nothing is lost at the end. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Writes pieces of text as they come, no faster than they are taken. */
export async function streamOut(texts: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(texts), process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has had enough, as in `desk audit export | head`.
    if (errorCode(error) !== 'EPIPE') throw error;
  }
}

/** The answer of a command: one JSON document with `--json`, else lines for people. */
export async function answer(json: boolean, value: unknown, lines: string[]): Promise<void> {
  await writeOut(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** Logs and progress: standard error, so that the answer stands alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Two columns, the second one to the right, for counts. */
export function counts(rows: Record<string, number>): string[] {
  const names = Object.keys(rows);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)}  ${String(rows[name]).padStart(9)}`);
}

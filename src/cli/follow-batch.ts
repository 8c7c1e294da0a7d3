import { setTimeout as sleep } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import type { BatchView } from '../batches/batch.view.js';
import { sql } from '../database/sql.js';
import type { BatchSession } from './batch-session.js';

const LOOK_MS = 500;
/** So long nothing moves before the command takes it that no worker is there. */
const ALONE_MS = 3_000;
/** Chunks in a row that the command works on before it shows how far it is. */
const AT_ONCE = 4;

/** Shows how far the batch is until nothing more comes by itself; works on it where no worker does. */
export async function followBatch(session: BatchSession, id: string): Promise<void> {
  const bar = new cliProgress.SingleBar({
    format: '{stage} {bar} {value} of {total} lines, {rate} a second, {left} s left',
    stream: process.stderr,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    hideCursor: true,
  });
  let moved = { at: Date.now(), mark: '' };
  try {
    for (;;) {
      const view = await session.read.run(id, null);
      show(bar, view);
      if (view.state !== 'checking' && view.state !== 'running') return;
      const mark = markOf(view);
      if (mark !== moved.mark) moved = { at: Date.now(), mark };
      if (Date.now() - moved.at < ALONE_MS || !(await lendAHand(session, id))) await sleep(LOOK_MS);
      // What was done here is no sign of a worker.
      else moved = { ...moved, mark: markOf(await session.read.run(id, null)) };
    }
  } finally {
    bar.stop();
  }
}

const markOf = ({ state, counts, progress }: BatchView): string =>
  JSON.stringify([state, counts, progress.done]);

function show(bar: cliProgress.SingleBar, { state, progress }: BatchView): void {
  const { done, of, linesPerSecond, secondsLeft } = progress;
  const shown = { stage: state, rate: Math.round(linesPerSecond ?? 0), left: secondsLeft ?? '?' };
  if (bar.isActive) bar.update(done, shown);
  else bar.start(of, done, shown);
}

/** Works on the first chunks that wait; false when there was none. */
async function lendAHand({ em, work, advance }: BatchSession, id: string): Promise<boolean> {
  const chunks = await sql<{ id: string }>(
    em.fork(),
    `select id from batch_chunk where batch_id = $1 and waiting order by chunk_no limit ${AT_ONCE}`,
    [id],
  );
  for (const chunk of chunks) await work.run(chunk.id);
  if (chunks.length === 0) await advance.run(id);
  return chunks.length > 0;
}

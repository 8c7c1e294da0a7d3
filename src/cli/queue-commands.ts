import type { EntityManager } from '@mikro-orm/postgresql';
import type { Command } from 'commander';
import { sql } from '../database/sql.js';
import { withDatabase } from './database-session.js';
import { answer, counts } from './output.js';

/** Rows that wait for a worker, each found by its partial index; the rows are the truth, jobs hints. */
const WAITING = `
  select (select count(*) from cancellation where state = 'requested')::int as requested,
         (select count(*) from cancellation where state = 'in_review' and approval is not null)::int as approved,
         (select count(*) from cancellation where state = 'scheduled' and effective_at <= now())::int as due,
         (select count(*) from cancellation where state = 'failed')::int as failed,
         (select count(*) from notification where state = 'pending')::int as notifications,
         (select count(*) from refund where state = 'pending')::int as refunds,
         (select extract(epoch from now() - min(changed_at)) from cancellation
           where state = 'requested')::int as "oldestRequestedSeconds"`;

interface Waiting {
  requested: number;
  approved: number;
  due: number;
  failed: number;
  notifications: number;
  refunds: number;
  oldestRequestedSeconds: number | null;
}

/** `desk queue status`. */
export function queueCommands(desk: Command): void {
  const queue = desk.command('queue').description('what waits for the workers');
  queue
    .command('status')
    .description('count what waits')
    .action(async (_options: unknown, command: Command) => {
      const status = await withDatabase(async (em, settings) => ({
        backend: settings.REDIS_URL === undefined ? 'postgresql' : 'redis',
        waiting: await readWaiting(em),
      }));
      const { oldestRequestedSeconds, ...rows } = status.waiting;
      await answer(Boolean(command.optsWithGlobals()['json']), status, [
        `queue on ${status.backend}`,
        ...counts(rows),
        oldestRequestedSeconds === null
          ? 'no declaration waits'
          : `the oldest declaration waits since ${oldestRequestedSeconds} s`,
      ]);
    });
}

async function readWaiting(em: EntityManager): Promise<Waiting> {
  const [row] = await sql<Waiting>(em, WAITING);
  if (row === undefined) throw new Error('A select without from answers one row.');
  return row;
}

import type { Sql } from '../../support/sql.js';
import { waitFor } from '../../support/wait-for.js';

/**
 * Holds every transaction that writes decisions, in its middle, until it is let go: what happens
 * meanwhile certainly happens in mid-set. A transaction looks each 20 ms whether it may go on.
 */
export class Stall {
  constructor(private readonly sql: Sql) {}

  async begin(): Promise<void> {
    await this.sql(`
      create function stall() returns trigger language plpgsql as $$
      begin
        while exists (select 1 from pg_class where relname = 'stalled') loop
          perform pg_sleep(0.02);
        end loop;
        return null;
      end $$`);
    // Sequences are no tables: what a test compares does not change by it.
    await this.sql('create sequence stalled');
    await this.sql(`create trigger stall after insert on decision
      for each statement execute function stall()`);
  }

  /** The server's processes that are held now, once there are as many. */
  async held(count = 1): Promise<number[]> {
    return waitFor(async () => {
      const rows = await this.sql<{ pid: number }>(
        `select pid from pg_stat_activity
          where datname = current_database() and query ilike '%insert into decision%' and wait_event = 'PgSleep'
            and pid <> pg_backend_pid()`,
      );
      return rows.length >= count && rows.map(({ pid }) => pid);
    });
  }

  async end(): Promise<void> {
    await this.sql('drop sequence if exists stalled');
  }

  /** Whether the server has noticed that nobody is left to wait for. */
  async gone(pids: number[]): Promise<void> {
    await waitFor(async () => {
      const left = await this.sql('select 1 from pg_stat_activity where pid = any($1::int[])', [
        pids,
      ]);
      return left.length === 0;
    });
  }
}

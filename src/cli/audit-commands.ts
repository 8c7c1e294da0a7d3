import type { EntityManager } from '@mikro-orm/postgresql';
import type { Command } from 'commander';
import { sql } from '../database/sql.js';
import { withDatabase } from './database-session.js';
import { streamOut } from './output.js';

const PAGE = 5000;

const READ = `
  select id, json_build_object('id', id, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'action', action, 'actorType', actor_type, 'actorId', actor_id, 'actorName', actor_name,
           'subjectType', subject_type, 'subjectId', subject_id, 'cancellationId', cancellation_id,
           'reason', reason, 'requestId', request_id, 'before', before, 'after', after)::text as line
    from audit_entry where id > $1 order by id limit ${PAGE}`;

/** `desk audit export`. */
export function auditCommands(desk: Command): void {
  const audit = desk.command('audit').description('the audit log');
  audit
    .command('export')
    .description('write the whole log as NDJSON, oldest first')
    .option('--json', 'NDJSON, which it is anyway')
    .action(async () => {
      await withDatabase((em) => streamOut(lines(em)));
    });
}

/** Page by page by id, so that memory stays flat however long the log is. */
async function* lines(em: EntityManager): AsyncGenerator<string> {
  for (let after = '0'; ;) {
    const page = await sql<{ id: string; line: string }>(em, READ, [after]);
    if (page.length > 0) yield page.map((row) => `${row.line}\n`).join('');
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

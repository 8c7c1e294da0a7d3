import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { visibleAccountSql } from '../access/visibility.js';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { SET_SIZE } from '../queue/queues.js';
import { Clock } from '../shared/clock.js';
import { invalid } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import type { BatchFilter, FilterRequest } from './batch-filter.js';
import { BatchHints } from './batches.queue.js';
import type { BatchWish } from './submit-batch.js';

export interface FilterSubmission extends BatchWish {
  filter: BatchFilter;
  request: FilterRequest;
}

/**
 * Makes a batch of all running subscriptions that a filter finds now, the same thing asked for each of
 * them. It is frozen: what comes to fit later is not in it, and what no longer fits stays.
 */
@Injectable()
export class SubmitFilterBatch {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly hints: BatchHints,
  ) {}

  /** @throws DomainError `invalid_input` for a filter without a condition, or one that finds nothing */
  async run(submission: FilterSubmission): Promise<string> {
    const { filter } = submission;
    const given = Object.values(filter).filter((value) => value !== undefined && value !== null);
    if (given.length === 0) throw refused('required', 'The filter needs at least one condition.');
    const id = newId();
    await this.em.fork().transactional((em) => this.write(em as EntityManager, id, submission));
    await this.hints.add('batch', [id]);
    return id;
  }

  private async write(em: EntityManager, id: string, submission: FilterSubmission): Promise<void> {
    const at = this.clock.now();
    const { filter, request, ...wish } = submission;
    const { type, id: actorId, name: actorName, role, requestId } = wish.actor;
    const content = { ...filter, ...request, comment: request.reason.comment };
    await sql(em, INSERT_BATCH, [
      ...[id, wish.clientId, type, actorId, actorName, role ?? null, requestId ?? null],
      ...[JSON.stringify(filter), wish.dryRun, wish.mailDigest, wish.linesPerSecond, at],
    ]);
    const [found] = await sql<{ lines: number }>(em, INSERT_LINES, [
      ...[id, wish.clientId, filter.planCodes ?? null, filter.segment ?? null],
      ...[filter.periodEndsFrom ?? null, filter.periodEndsBefore ?? null],
      ...[filter.accounts?.map((email) => email.toLowerCase()) ?? null],
      ...[request.reason.code, content.comment, request.kind, request.effective],
      ...[request.wishedEnd, request.ground],
    ]);
    const lines = found?.lines ?? 0;
    if (lines === 0) throw refused('nothing_found', 'The filter finds no running subscription.');
    await sql(em, `update batch set line_count = $2 where id = $1`, [id, lines]);
    await this.writeChunks(em, id, lines, Math.min(wish.linesPerSecond ?? SET_SIZE, SET_SIZE));
    await recordAudit(em, [
      {
        at,
        action: 'batch.submitted',
        actor: wish.actor,
        subjectType: 'batch',
        subjectId: id,
        after: { lines, dryRun: wish.dryRun, filtered: true },
      },
    ]);
  }

  private async writeChunks(
    em: EntityManager,
    id: string,
    lines: number,
    size: number,
  ): Promise<void> {
    const count = Math.ceil(lines / size);
    const ids = Array.from({ length: count }, () => newId());
    await sql(em, INSERT_CHUNKS, [id, ids, size, lines]);
  }
}

function refused(code: string, message: string): Error {
  return invalid([{ pointer: '/filter', code, message }]);
}

const INSERT_BATCH = `
  insert into batch (id, client_id, actor_type, actor_id, actor_name, actor_role, request_id, source, filter,
         dry_run, mail_digest, lines_per_second, line_count, state, created_at, changed_at)
  values ($1, $2, $3, $4, $5, $6, $7, 'filter', $8::json, $9, $10, $11, 1, 'checking', $12, $12)`;

/** What is in its way to an end already is not asked for again. */
const INSERT_LINES = `
  with written as (
    insert into batch_line (batch_id, line_no, state, subscription_id, reason_code, reason_comment, kind,
           effective, wished_end, ground)
    select $1, row_number() over (order by s.id), 'valid', s.id, $8, $9, $10, $11, $12, $13
      from subscription s join plan p on p.code = s.plan_code
     where s.status = 'active'
       and ($2::uuid is null or (select operator from client where id = $2)
            or ${visibleAccountSql('s.account_id', '$2')})
       and ($3::text[] is null or s.plan_code = any($3))
       and ($4::text is null or p.segment = $4)
       and ($5::timestamptz is null or s.period_ends_at >= $5)
       and ($6::timestamptz is null or s.period_ends_at < $6)
       and ($7::text[] is null or s.account_id in (select id from account where lower(email) = any($7)))
       and not exists (select 1 from cancellation o where o.subscription_id = s.id
             and o.state in ('requested', 'in_review', 'scheduled', 'failed'))
    returning 1
  )
  select count(*)::int as lines from written`;

/** Nothing is to be read: the lines are there, and named their subscriptions from the first moment. */
const INSERT_CHUNKS = `
  insert into batch_chunk (id, batch_id, chunk_no, first_line, last_line, lines, stage, waiting)
  select id, $1, n - 1, (n - 1) * $3::int + 1, least(n * $3::int, $4::int),
         least(n * $3::int, $4::int) - (n - 1) * $3::int, 'check', false
    from unnest($2::uuid[]) with ordinality as r (id, n)`;

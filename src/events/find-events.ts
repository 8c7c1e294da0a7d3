import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { visibleAccountSql, type Visibility } from '../access/visibility.js';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage } from '../api/page.js';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { invalid } from '../shared/domain-error.js';
import { eventId, placeOf, type EventPlace } from './event-id.js';
import { eventTypes, type EventType } from './event-types.js';
import type { EventPage, EventView } from './event.view.js';
import type { EventsQuery } from './events.dto.js';

const KEPT_MS = 30 * 86_400_000;

interface EventRow {
  entry: string;
  at: string;
  type: EventType;
  subject_id: string;
  cancellation_id: string | null;
  after: Record<string, unknown> | null;
  reference: string | null;
  subscription_id: string | null;
  external_ref: string | null;
  counts: Record<string, number> | null;
}

/**
 * The log of events, newest first: what the audit log says of cancellations, subscriptions and refunds
 * that a client may see, and of its own batches. Both are written in one transaction with what they
 * tell of, so that no event is missing and none is told that did not happen.
 */
@Injectable()
export class FindEvents {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(query: EventsQuery, visibility: Visibility): Promise<EventPage> {
    const oldest = new Date(this.clock.now().getTime() - KEPT_MS);
    const since = query.since === undefined ? oldest : new Date(query.since);
    const before = query.cursor === undefined ? undefined : placeAfter(query.cursor);
    const where = new Conditions()
      .when(visibility.clientId, (p) => visibleTo(visibility.operator, p))
      .when(since > oldest ? since : oldest, (p) => `e.at >= ${p}`)
      .when(before && new Date(before.at), (p) => `e.at <= ${p}`)
      .when(before?.entry, (p) => `(e.at < $3 or e.id < ${p}::bigint)`);
    // Written out, not as a parameter: only so does PostgreSQL see that an index of events fits.
    const types = query.type === undefined ? eventTypes : [query.type];
    const rows = await sql<EventRow>(
      this.em.fork(),
      `${EVENTS} where e.action in (${types.map((type) => `'${type}'`).join(', ')}) and ${where}
        order by e.at desc, e.id desc limit ${query.limit + 1}`,
      where.parameters,
    );
    const identified = rows.map((row) => ({ ...row, id: idOf(row) }));
    return toPage(identified, query.limit, eventView);
  }
}

/** @throws DomainError `invalid_input` for the cursor of another list */
function placeAfter(cursor: string): EventPlace {
  const place = placeOf(decodeCursor(cursor) ?? '');
  if (place !== null) return place;
  const message = 'cursor must be the nextCursor of an earlier page';
  throw invalid([{ pointer: '/cursor', code: 'isCursor', message }]);
}

function idOf({ at, entry }: EventRow): string {
  return eventId({ at: new Date(at).getTime(), entry });
}

/** Batches are each client's own, also where a client sees every account. Source: contract, "API". */
function visibleTo(operator: boolean, client: string): string {
  const own = `exists (select 1 from batch b where b.id::text = e.subject_id and b.client_id = ${client}::uuid)`;
  const seen = operator ? 'true' : visibleAccountSql('c.account_id', client);
  return `case when e.action = 'batch.done' then ${own} else ${seen} end`;
}

function eventView(row: EventRow & { id: string }): EventView {
  return { id: row.id, type: row.type, timestamp: instant(row.at), data: dataOf(row) };
}

/** Ids and outcomes: nothing personal, and no text of a person. */
function dataOf(row: EventRow): Record<string, unknown> {
  const { amount, currency, effective, effectiveAt, endsAt } = row.after ?? {};
  if (row.type === 'batch.done') return { batchId: row.subject_id, counts: row.counts };
  const about = {
    cancellationId: row.cancellation_id,
    reference: row.reference,
    subscriptionId: row.subscription_id,
  };
  if (row.type === 'subscription.ended') return { ...about, endsAt: utc(endsAt) };
  if (row.type === 'refund.issued' || row.type === 'refund.failed') {
    const paid = amount === undefined ? {} : { refund: { amount, currency } };
    return { ...about, refundId: row.subject_id, ...paid };
  }
  const state = row.type.slice('cancellation.'.length);
  const end =
    state === 'scheduled' || state === 'completed'
      ? { effective, effectiveAt: utc(effectiveAt) }
      : {};
  return { ...about, externalRef: row.external_ref, state, ...end };
}

function utc(time: unknown): string | null {
  return typeof time === 'string' ? instant(time) : null;
}

const EVENTS = `
  select e.id as entry, e.at, e.action as type, e.subject_id, e.cancellation_id, e.after, c.reference,
         c.subscription_id, case when c.client_id = $1::uuid then c.external_ref end as external_ref,
         case when e.action = 'batch.done' then (
           select json_build_object('total', sum(k.lines), 'valid', sum(k.lines - k.invalid),
                    'invalid', sum(k.invalid), 'requested', sum(k.requested), 'completed', sum(k.completed),
                    'scheduled', sum(k.scheduled), 'inReview', sum(k.in_review),
                    'rejected', sum(k.rejected), 'failed', sum(k.failed))
             from batch_chunk k where k.batch_id::text = e.subject_id) end as counts
    from audit_entry e left join cancellation c on c.id = e.cancellation_id`;

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Visibility } from '../access/visibility.js';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import type { ActorType } from '../shared/actor.js';
import { ActorView, actorView } from './cancellation.view.js';
import { ReadCancellation } from './read-cancellation.js';

export class TimelineEvent {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({ example: 'cancellation.scheduled' })
  action!: string;
  @ApiProperty({ type: ActorView })
  actor!: ActorView;
  @ApiProperty({ type: 'object', additionalProperties: true })
  detail!: Record<string, unknown>;
}

export class TimelineView {
  @ApiProperty({ type: [TimelineEvent] })
  data!: TimelineEvent[];
}

interface EntryRow {
  at: string;
  action: string;
  actor_type: ActorType;
  actor_name: string;
  reason: string | null;
  after: string | null;
}

/** More has never happened to a cancellation; the bound only keeps an answer from growing for ever. */
const MOST_EVENTS = 1_000;

/** Of what the log knows of a step, the part that is the outside's business: no ids of people. */
const shownFacts = new Set([
  ...[
    'state',
    'outcome',
    'policyVersion',
    'codes',
    'kind',
    'effective',
    'effectiveAt',
    'wishedEnd',
  ],
  ...['status', 'autoRenew', 'endsAt', 'amount', 'tax', 'currency', 'door', 'subscriptionId'],
  ...['refundId', 'holdCodes', 'number'],
]);

/** What happened to a cancellation, first to last, from the audit log. */
@Injectable()
export class CancellationTimeline {
  constructor(
    private readonly em: EntityManager,
    private readonly readCancellation: ReadCancellation,
  ) {}

  async run(id: string, visibility: Visibility): Promise<TimelineView> {
    await this.readCancellation.run(id, visibility);
    const rows = await sql<EntryRow>(
      this.em.fork(),
      `select at, action, actor_type, actor_name, reason, after::text as after
         from audit_entry where cancellation_id = $1 order by at, id limit $2`,
      [id, MOST_EVENTS],
    );
    return { data: rows.map(eventOf) };
  }
}

function eventOf({ at, action, actor_type, actor_name, reason, after }: EntryRow): TimelineEvent {
  const facts = after === null ? null : (JSON.parse(after) as unknown);
  const shown = Object.entries(facts !== null && typeof facts === 'object' ? facts : {}).filter(
    ([name]) => shownFacts.has(name),
  );
  // A person's reason for a decision is staff's own text; codes of rules and of reasons are not.
  const told = reason !== null && actor_type !== 'staff' ? { reason } : {};
  return {
    at: instant(at),
    action,
    actor: actorView(actor_type, actor_name),
    detail: { ...Object.fromEntries(shown), ...told },
  };
}

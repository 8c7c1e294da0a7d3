import { ApiProperty } from '@nestjs/swagger';
import { instant, MoneyView } from '../api/schemas.js';
import type { ActorType } from '../shared/actor.js';
import type { Visibility } from '../access/visibility.js';
import type { CancellationKind, Decision, Effective } from './cancellation-policy.js';
import { cancellationStates, type CancellationState } from './cancellation-state.js';
import { reasonCodes, type Door, type ReasonCode } from './cancellation.entity.js';

const doors = ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api'];
const actorTypes = ['customer', 'staff', 'client', 'operator', 'system'];
const refundStates = ['none', 'held', 'pending', 'issued', 'failed'] as const;

export class ActorView {
  @ApiProperty({ enum: actorTypes })
  type!: ActorType;
  @ApiProperty({ description: 'Never a person: people of the staff appear as `Order support`' })
  name!: string;
}

class ReasonView {
  @ApiProperty({ enum: reasonCodes })
  code!: ReasonCode;
  @ApiProperty({ type: String, nullable: true })
  comment!: string | null;
}

class RuleView {
  @ApiProperty()
  code!: string;
  @ApiProperty()
  passed!: boolean;
  @ApiProperty()
  detail!: string;
}

class DecisionView {
  @ApiProperty({ enum: ['complete', 'schedule', 'review', 'reject'] })
  outcome!: Decision['outcome'];
  @ApiProperty({ type: 'integer' })
  policyVersion!: number;
  @ApiProperty({ type: [RuleView] })
  rules!: RuleView[];
}

class RefundView extends MoneyView {
  @ApiProperty({ enum: refundStates })
  state!: (typeof refundStates)[number];
}

/** A cancellation as the API shows it. Source: contract, "Cancellation". */
export class CancellationView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ example: 'CXL-0A1B2C3D' })
  reference!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'null: unmatched' })
  subscriptionId!: string | null;
  @ApiProperty({ enum: ['ordinary', 'extraordinary', 'withdrawal'] })
  kind!: CancellationKind;
  @ApiProperty({ enum: ['end_of_period', 'immediate'], nullable: true })
  effective!: Effective | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  wishedEnd!: string | null;
  @ApiProperty({ type: String, nullable: true })
  ground!: string | null;
  @ApiProperty({ enum: cancellationStates })
  state!: CancellationState;
  @ApiProperty({ enum: doors })
  door!: Door;
  @ApiProperty({ type: ActorView })
  requestedBy!: ActorView;
  @ApiProperty({ type: ReasonView })
  reason!: ReasonView;
  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  decidedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  effectiveAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  completedAt!: string | null;
  @ApiProperty({ type: DecisionView, nullable: true })
  decision!: DecisionView | null;
  @ApiProperty({ type: RefundView, nullable: true, description: 'null while unmatched' })
  refund!: RefundView | null;
  @ApiProperty({ type: String, nullable: true, description: "Each client's own" })
  externalRef!: string | null;
}

export class CancellationPage {
  @ApiProperty({ type: [CancellationView] })
  data!: CancellationView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** A row of `cancellationSql`. */
export interface CancellationRow {
  id: string;
  reference: string;
  subscription_id: string | null;
  client_id: string | null;
  kind: CancellationKind;
  effective: Effective | null;
  wished_end: string | null;
  ground: string | null;
  state: CancellationState;
  door: Door;
  actor_type: ActorType;
  actor_name: string;
  reason_code: ReasonCode;
  reason_comment: string | null;
  requested_at: string;
  decided_at: string | null;
  effective_at: string | null;
  completed_at: string | null;
  external_ref: string | null;
  currency: string | null;
  decision: string | null;
  refund_amount: string | null;
  refund_state: RefundView['state'] | null;
}

/**
 * Everything a view needs in one statement, however many rows. Of several refunds the state that
 * wants most attention stands for all: held, then failed, then pending; issued when all of them are.
 */
export const cancellationSql = `
  select c.id, c.reference, c.subscription_id, c.client_id, c.kind, c.effective, c.wished_end,
         c.ground, c.state, c.door, c.actor_type, c.actor_name, c.reason_code, c.reason_comment,
         c.requested_at, c.decided_at, c.effective_at, c.completed_at, c.external_ref,
         s.currency, d.document::text as decision, r.amount as refund_amount, r.state as refund_state
    from cancellation c
    left join subscription s on s.id = c.subscription_id
    left join lateral (select document from decision where cancellation_id = c.id
                        order by id desc limit 1) d on true
    left join lateral (
      select sum(amount)::bigint as amount,
             case when bool_or(state = 'held') then 'held' when bool_or(state = 'failed') then 'failed'
                  when bool_or(state = 'pending') then 'pending' else 'issued' end as state
        from refund where cancellation_id = c.id and state <> 'voided') r on r.amount is not null`;

/** A cancellation for the eyes of one client: the external reference is shown to its owner alone. */
export function cancellationView(row: CancellationRow, viewer: Visibility): CancellationView {
  return {
    id: row.id,
    reference: row.reference,
    subscriptionId: row.subscription_id,
    kind: row.kind,
    effective: row.effective,
    wishedEnd: instant(row.wished_end),
    ground: row.ground,
    state: row.state,
    door: row.door,
    requestedBy: actorView(row.actor_type, row.actor_name),
    reason: { code: row.reason_code, comment: row.reason_comment },
    requestedAt: instant(row.requested_at),
    decidedAt: instant(row.decided_at),
    effectiveAt: instant(row.effective_at),
    completedAt: instant(row.completed_at),
    decision: row.decision === null ? null : decisionView(row.decision),
    refund: refundView(row),
    externalRef: row.client_id === viewer.clientId ? row.external_ref : null,
  };
}

/** Who acted, as the outside may know it: of the staff never who, only that. */
export function actorView(type: ActorType, name: string): ActorView {
  return { type, name: type === 'staff' ? 'Order support' : name };
}

function decisionView(document: string): DecisionView {
  const { outcome, policyVersion, rules } = JSON.parse(document) as Decision;
  const shown = rules.map(({ code, passed, detail }) => ({ code, passed, detail }));
  return { outcome, policyVersion, rules: shown };
}

function refundView({ currency, refund_amount, refund_state }: CancellationRow): RefundView | null {
  if (currency === null) return null;
  return { amount: Number(refund_amount ?? 0), currency, state: refund_state ?? 'none' };
}

import { Injectable } from '@nestjs/common';
import type {
  Approval,
  CancellationKind,
  Effective,
  ReasonCode,
} from '../cancellations/cancellation-facts.js';
import type { AskedBy, Receipt } from '../cancellations/cancellation-request.js';
import { RequestCancellation } from '../cancellations/request-cancellation.js';
import { Clock } from '../shared/clock.js';
import { invalid } from '../shared/domain-error.js';
import type { StaffPersonActor } from './staff-person.js';

/** What a customer asked order support for, by phone, mail, chat or letter. */
export interface CustomerWish {
  kind: CancellationKind;
  effective?: Effective;
  wishedEnd?: Date;
  /** Must be given for an extraordinary cancellation. */
  ground?: string;
  reason: { code: ReasonCode; comment?: string };
  channel: AskedBy;
  /** When the customer asked; kept with the declaration. Received it is when it is filed. */
  askedAt: Date;
  /** Why it shall go through against a rejecting rule. */
  override?: { reason: string };
}

/**
 * Order support files a declaration for a customer. It goes the way of every other: received, decided by
 * the policy as the staff member's, carried out by the queue. Against a rejecting rule, and for a ground,
 * the filing is the proposal that a second person decides on.
 */
@Injectable()
export class CancelForCustomer {
  constructor(
    private readonly request: RequestCancellation,
    private readonly clock: Clock,
  ) {}

  /**
   * Where one is open already it is receipted there (`attached`).
   * @throws DomainError `not_found`; `invalid_input` for a time to come, or a ground that is missing
   */
  run(subscriptionId: string, wish: CustomerWish, actor: StaffPersonActor): Promise<Receipt> {
    this.assertWhole(wish);
    const two = wish.override !== undefined || wish.kind === 'extraordinary';
    return this.request.run({
      subscriptionId,
      kind: wish.kind,
      effective: wish.effective ?? null,
      wishedEnd: wish.wishedEnd ?? null,
      ground: wish.kind === 'extraordinary' ? (wish.ground ?? null) : null,
      reason: { code: wish.reason.code, comment: wish.reason.comment ?? null },
      quote: null,
      externalRef: null,
      door: 'order_support',
      actor,
      visibility: null,
      asked: { channel: wish.channel, at: wish.askedAt },
      ...(two && { proposal: proposal(wish, actor) }),
      ...(wish.override && { overrideReason: wish.override.reason }),
    });
  }

  private assertWhole({ kind, ground, askedAt }: CustomerWish): void {
    const errors = [];
    if (kind === 'extraordinary' && (ground === undefined || ground.trim() === '')) {
      const message = 'An extraordinary cancellation names its ground.';
      errors.push({ pointer: '/ground', code: 'required', message });
    }
    if (askedAt > this.clock.now()) {
      const message = 'The customer cannot have asked in the future.';
      errors.push({ pointer: '/askedAt', code: 'too_late', message });
    }
    if (errors.length > 0) throw invalid(errors);
  }
}

function proposal({ kind, effective }: CustomerWish, actor: StaffPersonActor): Approval {
  const chosen = effective ?? (kind === 'ordinary' ? undefined : 'immediate');
  return {
    verdict: 'approve',
    by: { id: actor.id, role: actor.role ?? 'agent' },
    overrides: false,
    ...(chosen && { effective: chosen }),
  };
}

import type { ActorType, StaffRole } from '../shared/actor.js';
import type { ProrationConvention } from '../billing/proration.js';

export const cancellationKinds = ['ordinary', 'extraordinary', 'withdrawal'] as const;
export type CancellationKind = (typeof cancellationKinds)[number];
export const effectives = ['end_of_period', 'immediate'] as const;
export type Effective = (typeof effectives)[number];

export const reasonCodes = [
  'too_expensive',
  'unused',
  'switched_service',
  'missing_features',
  'low_quality',
  'too_complex',
  'customer_service',
  'device_sold',
  'other',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const doors = [
  'digital_locker',
  'my_account',
  'no_login',
  'order_support',
  'batch',
  'api',
] as const;
export type Door = (typeof doors)[number];

/** What a quote promised; good from its issue to the receipt of the declaration that carries it. */
export interface Quote {
  subscriptionId: string;
  kind: CancellationKind;
  effective: Effective;
  effectiveAt: string;
  refund: { amount: number; currency: string };
  issuedAt: string;
  expiresAt: string;
}

/** Why order support rejects, in the customer's language in mails and receipts (`reasons:…`). */
export const rejectionCodes = [
  'staff_decision',
  'not_entitled',
  'not_identified',
  'duplicate',
  'withdrawn_by_customer',
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** What a person of order support has decided; with `overrides` two people have. */
export interface Approval {
  verdict: 'approve' | 'reject';
  by: { id: string | null; role: StaffRole };
  /** The one who proposed it, where four eyes were asked. */
  proposedBy?: { id: string | null; role: StaffRole };
  /** Goes against a rejecting rule or a limit; only set when a second person has agreed. */
  overrides: boolean;
  effective?: Effective;
  effectiveAt?: string;
  /** Minor units; replaces the computed refund, never above what can be refunded. */
  refundAmount?: number;
  /** Why it is rejected; `staff_decision` where nothing more is said. */
  reasonCode?: RejectionCode;
  /** For the customer, in their language, when rejecting. */
  message?: string;
}

/** Codes as the customer reads them: in the place of `staff_decision` stands what staff gave as reason. */
export function toldCodes<Code extends string>(
  codes: readonly Code[],
  approval: Pick<Approval, 'reasonCode'> | null,
): (Code | RejectionCode)[] {
  return codes.map((code) => (code === 'staff_decision' && approval?.reasonCode) || code);
}

/** What audit and decisions may keep of it: a text to the customer is personal. */
export function withoutText(approval: Approval | null): Omit<Approval, 'message'> | null {
  if (approval === null) return null;
  const { message: _message, ...rest } = approval;
  return rest;
}

export interface PaymentFacts {
  id: string;
  amount: number;
  tax: number;
  /** All refunds of it that are not voided. */
  refunded: number;
}

export interface InvoiceFacts {
  id: string;
  issuedAt: string;
  periodStartsAt: string;
  periodEndsAt: string;
  amount: number;
  tax: number;
  /** Credit notes written so far. */
  credited: number;
  status: 'open' | 'paid' | 'void';
  payments: PaymentFacts[];
}

/**
 * All that the policy looks at, as plain JSON: times are RFC 3339 in UTC, money is minor units.
 * Stored with the decision, so that a past decision replays to the same bytes. No personal data.
 */
export interface CancellationFacts {
  request: {
    kind: CancellationKind;
    effective: Effective | null;
    wishedEnd: string | null;
    requestedAt: string;
    actorType: ActorType;
    actorRole: StaffRole | null;
    quote: Quote | null;
    approval: Approval | null;
    /** False at the door without sign-in. Decisions from before that door do not say: identified. */
    identified?: boolean;
    /** Filed by staff against a rejecting rule, for two people to decide; left out everywhere else. */
    override?: true;
  };
  account: { country: string; timeZone: string };
  plan: {
    code: string;
    route: 'self_service' | 'order_support';
    segment: 'consumer' | 'commercial';
    noticeDays: number;
    refundSharePercent: number;
    refundConvention: ProrationConvention;
    immediateEnd: boolean;
  };
  subscription: {
    id: string;
    status: 'active' | 'ending' | 'cancelled' | 'expired';
    autoRenew: boolean;
    startedAt: string;
    periodStartsAt: string;
    periodEndsAt: string;
    termNumber: number;
    intervalMonths: number;
    endsAt: string | null;
    currency: string;
  };
  /** Another open cancellation of the same subscription. */
  otherOpen: boolean;
  /** Of the account in the 24 hours before this one; counted as far as the policy looks, or 250. */
  recentCancellations: number;
  invoices: InvoiceFacts[];
}

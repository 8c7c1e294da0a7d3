import type { Money } from '../shared/money.js';
import type { ClaimView, PersonView } from './review-queue.view.js';

/** What approving with this effect would do now. */
export interface OutcomePreview {
  effective: 'end_of_period' | 'immediate';
  effectiveAt: string;
  refund: Money | null;
  /** Rules that would hold the refund. */
  holds: string[];
  /** Whether a second person would be asked, since it goes against a rule or over the reader's limit. */
  needsSecond: boolean;
}

/** One refund of a case. */
export interface RefundView {
  id: string;
  amount: Money;
  state: string;
  holdCodes: string[];
  lastError: string | null;
  /** Who proposes to let it go, while a second person has not agreed. */
  releaseProposedBy: PersonView | null;
}

export interface CaseView {
  id: string;
  reference: string;
  /** Sent back with every act: an act on what has moved on is refused. */
  version: string;
  state: string;
  kind: string;
  effective: string | null;
  wishedEnd: string | null;
  ground: string | null;
  reason: { code: string; comment: string | null };
  door: string;
  requestedBy: { type: string; name: string };
  requestedAt: string;
  dueAt: string | null;
  decidedAt: string | null;
  effectiveAt: string | null;
  completedAt: string | null;
  failedFrom: string | null;
  lastError: string | null;
  /** Personal fields here and below are masked for roles without `personal.see`. */
  account: { id: string; name: string; email: string; country: string; language: string } | null;
  subscription: {
    id: string;
    orderNumber: string;
    plan: { code: string; name: string; route: string; segment: string };
    status: string;
    autoRenew: boolean;
    startedAt: string;
    period: { startsAt: string; endsAt: string };
    endsAt: string | null;
    price: Money;
    intervalMonths: number;
    devices: { serviceTag: string; line: string; model: string }[];
    invoices: {
      number: string;
      amount: Money;
      refunded: Money;
      status: string;
      issuedAt: string;
    }[];
  } | null;
  /** As they were received, the first first. */
  declarations: {
    id: string;
    receivedAt: string;
    door: string;
    content: Record<string, unknown>;
  }[];
  /** The newest first. */
  decisions: {
    id: string;
    decidedAt: string;
    outcome: string;
    policyVersion: number;
    rules: { code: string; passed: boolean; speaksTo: string; detail: unknown }[];
    facts: unknown;
  }[];
  /** Only while it waits for a person. */
  previews: OutcomePreview[];
  refunds: RefundView[];
  others: {
    id: string;
    reference: string;
    state: string;
    kind: string;
    plan: string | null;
    requestedAt: string;
  }[];
  timeline: {
    at: string;
    action: string;
    /** People of the staff by their names. */
    actor: { type: string; id: string | null; name: string };
    reason: string | null;
    detail: unknown;
  }[];
  mails: {
    id: string;
    template: string;
    state: string;
    subject: string | null;
    recipient: string | null;
    createdAt: string;
    sentAt: string | null;
    text: string | null;
  }[];
  notes: { id: string; at: string; by: PersonView; text: string }[];
  claim: ClaimView | null;
  proposal: {
    verdict: 'approve' | 'reject';
    by: PersonView;
    effective: string | null;
    effectiveAt: string | null;
    refund: Money | null;
    message: string | null;
    reason: string | null;
  } | null;
  /** Whether letting the held refunds go takes a second person, since they are above the reader's limit. */
  releaseNeedsSecond: boolean;
  /** What the reader may do now, by state and role. */
  actions: Record<CaseAction, boolean>;
  /** Whether personal fields are masked, and may be shown on asking. */
  persons: { masked: boolean; revealable: boolean };
}

export type CaseAction =
  | 'claim'
  | 'release'
  | 'approve'
  | 'reject'
  | 'revoke'
  | 'retry'
  | 'note'
  | 'match'
  | 'withdrawProposal'
  | 'releaseRefund'
  | 'retryRefund';

import type { Money } from '../shared/money.js';

/** A customer found for order support, with what they have. */
export interface CustomerView {
  account: { id: string; name: string; email: string; country: string; language: string };
  subscriptions: {
    id: string;
    orderNumber: string;
    plan: { code: string; name: string; route: string };
    status: string;
    serviceTags: string[];
    period: { startsAt: string; endsAt: string };
    endsAt: string | null;
    /** An open cancellation of it, whose case is opened instead of a second one. */
    open: { id: string; reference: string; state: string } | null;
  }[];
}

/** What the policy says to order support about ending one subscription, as everywhere. */
export interface CancelOptionsView {
  subscriptionId: string;
  customer: CustomerView['account'];
  plan: { code: string; name: string };
  /** Rules that speak against it or ask for a second person; empty when it just works. */
  reasons: { code: string; speaksTo: string }[];
  options: {
    kind: string;
    effective: string;
    effectiveAt: string;
    refund: Money | null;
    /** Rules that speak against this one. */
    reasons: { code: string; speaksTo: string }[];
    /** Whether filing this one goes against a rejecting rule. */
    override: boolean;
    /** Whether a second person decides on it. */
    needsSecond: boolean;
  }[];
  /** Whether filing it goes against a rejecting rule: a reason and a second person are asked. */
  override: boolean;
  policyVersion: number;
}

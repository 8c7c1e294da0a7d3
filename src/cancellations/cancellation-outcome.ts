import type { End } from './cancellation-end.js';
import type { Approval, CancellationFacts, Quote } from './cancellation-facts.js';
import type { Decision, RuleCode } from './cancellation-policy.js';
import type { Door } from './cancellation.entity.js';
import type { ContractFacts } from './load-facts.js';

/** A locked cancellation that is still to be carried out. */
export interface Waiting {
  id: string;
  reference: string;
  subscription_id: string;
  kind: CancellationFacts['request']['kind'];
  effective: CancellationFacts['request']['effective'];
  wished_end: string | null;
  requested_at: string;
  actor_type: CancellationFacts['request']['actorType'];
  actor_role: CancellationFacts['request']['actorRole'];
  quote: Quote | null;
  approval: Approval | null;
  state: 'requested' | 'in_review' | 'scheduled';
  effective_at: string | null;
  door: Door;
  batch_id: string | null;
  /** Its outcome is told by the batch's digest. */
  mail_digest: boolean;
  /** Filed by staff against a rejecting rule. */
  overridden?: boolean;
  /** Its subscription was found just now and is not written on the row yet. */
  matched?: true;
}

/** What became of one cancellation, ready to be written. */
export interface Outcome {
  row: Waiting;
  contract: ContractFacts;
  facts: CancellationFacts;
  /** Null when a due end is carried out that was decided before. */
  decision: Decision | null;
  state: 'completed' | 'scheduled' | 'in_review' | 'rejected';
  end: Pick<End, 'effective' | 'effectiveAt'>;
  holdCodes: RuleCode[];
  reasonCodes: RuleCode[];
}

/** Ids of what the transaction wrote and what leaves after its commit. */
export interface Carried {
  cancellations: string[];
  notifications: string[];
  refunds: string[];
}

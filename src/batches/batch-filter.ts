import type { CancellationKind, Effective } from '../cancellations/cancellation-facts.js';
import type { ReasonCode } from '../cancellations/cancellation.entity.js';

/** Which running subscriptions a batch is made of; all that is given must hold. */
export interface BatchFilter {
  planCodes?: string[];
  segment?: 'consumer' | 'commercial';
  /** RFC 3339; the paid period ends at or after, and before. */
  periodEndsFrom?: string;
  periodEndsBefore?: string;
  /** E-mail addresses of the accounts. */
  accounts?: string[];
}

/** What is asked for each of them. */
export interface FilterRequest {
  reason: { code: ReasonCode; comment: string | null };
  kind: CancellationKind;
  effective: Effective | null;
  wishedEnd: Date | null;
  ground: string | null;
}

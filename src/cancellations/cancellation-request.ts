import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import type { CancellationKind, Effective } from './cancellation-facts.js';
import type { Door, ReasonCode } from './cancellation.entity.js';

/** A declaration as a door hands it in. */
export interface CancellationRequest {
  subscriptionId: string;
  kind: CancellationKind;
  effective: Effective | null;
  wishedEnd: Date | null;
  ground: string | null;
  reason: { code: ReasonCode; comment: string | null };
  /** The signed text of a preview; what it promised is what happens. */
  quote: string | null;
  externalRef: string | null;
  door: Door;
  actor: Actor;
  /** Whose accounts count as existing; null sees all. */
  visibility: Visibility | null;
}

/** The receipt of a declaration; `attached` when it joined the cancellation that was open already. */
export interface Receipt {
  id: string;
  reference: string;
  attached: boolean;
}

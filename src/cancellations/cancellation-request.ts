import type { Visibility } from '../access/visibility.js';
import type { Actor } from '../shared/actor.js';
import type { Approval, CancellationKind, Effective } from './cancellation-facts.js';
import type { Door, ReasonCode } from './cancellation.entity.js';

/** How a customer may ask order support. */
export const askedBy = ['phone', 'mail', 'chat', 'letter'] as const;
export type AskedBy = (typeof askedBy)[number];

/** What somebody who did not sign in says of themselves, word for word; nothing of it is proved. */
export interface Declarant {
  name: string;
  /** Where the receipt goes. */
  email: string;
  /** A Service Tag or an order number. */
  contract: string;
  /** Of the page that they read, a BCP 47 tag. */
  language: string;
}

/** A declaration as a door hands it in: about a subscription, or by a declarant; never both. */
export interface CancellationRequest {
  /** Null at the door without sign-in: who declares there is matched to a contract afterwards. */
  subscriptionId: string | null;
  declarant?: Declarant | null;
  /** A UUID made with the form: the same form sent again answers the first receipt again. */
  submissionKey?: string | null;
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
  /** How and when the customer asked order support, who file it for them. */
  asked?: { channel: AskedBy; at: Date };
  /** What the member of the staff who files it proposes to a second person, where two are asked. */
  proposal?: Approval;
  /** Why it goes against a rejecting rule; `proposal` goes with it. */
  overrideReason?: string;
  /** The batch that it is a line of: its hints and mails wait for others, or come as one digest. */
  batch?: { id: string; mailDigest: boolean };
}

/** The receipt of a declaration; `attached` when it joined the cancellation that was open already. */
export interface Receipt {
  /** Of the cancellation. */
  id: string;
  /** Of this very declaration, which is what the receipt document shows. */
  declarationId: string;
  reference: string;
  attached: boolean;
}

/**
 * Whether a second declaration for one subscription is refused: who speaks for a program can ask again,
 * while a person at a door is always receipted. Source: design, "Ten principles", 4.
 */
export function refusesSecond({ door }: Pick<CancellationRequest, 'door'>): boolean {
  return door === 'api' || door === 'batch';
}

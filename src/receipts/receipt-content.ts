import { DateTime } from 'luxon';
import type {
  CancellationKind,
  Door,
  Effective,
  ReasonCode,
} from '../cancellations/cancellation-facts.js';
import type { CancellationState } from '../cancellations/cancellation-state.js';
import type { Money } from '../shared/money.js';

/** States that are an outcome; each has a receipt of its own, since a signed one never changes. */
export const outcomeStages = ['scheduled', 'completed', 'rejected', 'revoked'] as const;
export type OutcomeStage = (typeof outcomeStages)[number];
export type ReceiptStage = 'declaration' | OutcomeStage;
/** What the bearer of an address may want to see: `outcome` is the latest there is. */
export type WantedStage = ReceiptStage | 'outcome';
export const wantedStages: readonly WantedStage[] = ['declaration', ...outcomeStages, 'outcome'];

export type ReceiptRefundState = 'held' | 'pending' | 'issued' | 'failed';

/** What became of a declaration. */
export interface ReceiptOutcome {
  state: OutcomeStage;
  at: string;
  /** When the contract ends, or ended; null when it goes on. */
  effectiveAt: string | null;
  refund: (Money & { state: ReceiptRefundState }) | null;
  creditNote: Money | null;
  /** Codes of the policy's rules, as everywhere else. */
  reasons: string[];
  /** What order support wrote to the customer. */
  message: string | null;
}

/** Facts of one declaration, as they are when its receipt is made. Times are RFC 3339 in UTC. */
export interface ReceiptFacts {
  declarationId: string;
  reference: string;
  door: Door;
  receivedAt: string;
  /** The declaration as it was stored; its keys differ from door to door. */
  content: Record<string, unknown>;
  /** Kind of the cancellation that the declaration is part of. */
  kind: CancellationKind;
  state: CancellationState;
  account: { name: string; email: string; timeZone: string; locale: string } | null;
  contract: ReceiptContract | null;
  /** The end as far as it is known. */
  effectiveAt: string | null;
  outcome: ReceiptOutcome | null;
}

export interface ReceiptContract {
  plan: { code: string; name: string };
  serviceTags: string[];
  orderNumber: string;
}

/** Who gives the receipt, and where anyone can check it. */
export interface ReceiptIssuer {
  name: string;
  verifyAt: string;
}

/** A receipt in full: what is signed. Adding keys is free; a change of these makes a new `version`. */
export interface ReceiptContent {
  type: 'cancellation-receipt';
  version: 1;
  stage: ReceiptStage;
  reference: string;
  declarationId: string;
  received: { at: string; date: string; time: string; offset: string; zone: string };
  door: Door;
  kind: CancellationKind;
  declarant: { name: string; email: string };
  declared: {
    /** What was typed to name the contract, where nobody is signed in. */
    contract: string | null;
    effective: Effective | null;
    wishedEnd: string | null;
    ground: string | null;
    reason: { code: ReasonCode; comment: string | null } | null;
  };
  contract: ReceiptContract | null;
  /** The end as it was expected when the declaration was receipted. */
  expectedEnd: string | null;
  outcome: ReceiptOutcome | null;
  issuer: ReceiptIssuer;
}

/** What the last line of a PDF repeats, so that a check can say what it checked. */
export type RepeatedFacts = Pick<ReceiptContent, 'stage' | 'kind' | 'reference'> & {
  received: { at: string };
};

/** @see RepeatedFacts */
export function repeatedFacts(content: ReceiptContent): RepeatedFacts {
  const { stage, kind, reference } = content;
  return { stage, kind, reference, received: { at: content.received.at } };
}

/**
 * The receipt of a declaration, or of what became of it. Of the door without sign-in only what was
 * typed is repeated: whether a contract was matched, and what became of it, is never told there.
 * Answers null when there is no such outcome (yet).
 * Sources: contract, "Customer doors"; German Civil Code, section 312k.
 */
export function receiptContent(
  stage: ReceiptStage,
  facts: ReceiptFacts,
  issuer: ReceiptIssuer,
): ReceiptContent | null {
  const open = facts.door !== 'no_login';
  const outcome = open && stage !== 'declaration' ? facts.outcome : null;
  if (stage !== 'declaration' && outcome?.state !== stage) return null;
  const { content } = facts;
  const declarant = group(content['declarant']);
  return {
    type: 'cancellation-receipt',
    version: 1,
    stage,
    reference: facts.reference,
    declarationId: facts.declarationId,
    received: received(facts.receivedAt, receiptTimeZone(facts)),
    door: facts.door,
    kind: (text(content['kind']) ?? facts.kind) as CancellationKind,
    declarant: {
      name: (open ? facts.account?.name : text(declarant['name'])) ?? '',
      email: (open ? facts.account?.email : text(declarant['email'])) ?? '',
    },
    declared: {
      contract: open ? null : text(declarant['contract']),
      effective: text(content['effective']) as Effective | null,
      wishedEnd: text(content['wishedEnd']),
      ground: text(content['ground']),
      reason: open ? reason(content['reason']) : null,
    },
    contract: open ? facts.contract : null,
    expectedEnd: open && stage === 'declaration' ? facts.effectiveAt : null,
    outcome,
    issuer,
  };
}

/** The exact text that is signed and kept. */
export function receiptText(content: ReceiptContent): string {
  return JSON.stringify(content);
}

/** Of its files: `receipt-CXL-7K3M9QXZ`; an outcome's says which: `receipt-CXL-7K3M9QXZ-completed`. */
export function receiptName({ reference, stage }: ReceiptContent): string {
  return stage === 'declaration' ? `receipt-${reference}` : `receipt-${reference}-${stage}`;
}

/** The outcome that a state is; null while there is none. */
export function outcomeStageOf(state: CancellationState): OutcomeStage | null {
  return outcomeStages.find((stage) => stage === state) ?? null;
}

/** BCP 47 tag in which the receipt speaks: the account's, or the language in which it was declared. */
export function receiptLocale({ door, content, account }: ReceiptFacts): string | null {
  if (door !== 'no_login') return account?.locale ?? null;
  return text(group(content['declarant'])['language']);
}

function receiptTimeZone({ door, account }: ReceiptFacts): string {
  // A matched account's zone would tell that there is one.
  return door === 'no_login' ? 'UTC' : (account?.timeZone ?? 'UTC');
}

function received(at: string, zone: string): ReceiptContent['received'] {
  const local = DateTime.fromISO(at, { zone });
  return {
    at,
    date: local.toFormat('yyyy-MM-dd'),
    time: local.toFormat('HH:mm:ss'),
    offset: local.toFormat('ZZ'),
    zone,
  };
}

function reason(value: unknown): ReceiptContent['declared']['reason'] {
  const { code, comment } = group(value);
  return typeof code === 'string' ? { code: code as ReasonCode, comment: text(comment) } : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function group(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

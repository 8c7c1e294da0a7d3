import { defineEntity, p } from '@mikro-orm/core';
import type { ActorType, StaffRole } from '../shared/actor.js';
import { Account } from '../accounts/account.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import type { Door, ReasonCode } from './cancellation-facts.js';
import type { CancellationState } from './cancellation-state.js';
import type { Approval, CancellationKind, Effective, Quote } from './cancellation-policy.js';

export { reasonCodes, type Door, type ReasonCode } from './cancellation-facts.js';

/** What the subscription was before a scheduled end, so that revoking puts it back exactly. */
export interface SubscriptionBefore {
  status: 'active';
  autoRenew: boolean;
  endsAt: string | null;
  nextInvoiceAt: string | null;
}

const CancellationSchema = defineEntity({
  name: 'Cancellation',
  tableName: 'cancellation',
  properties: {
    id: p.uuid().primary(),
    reference: p.text(),
    subscription: () => p.manyToOne(Subscription).nullable(),
    account: () => p.manyToOne(Account).nullable(),
    clientId: p.uuid().nullable(),
    kind: p.text().$type<CancellationKind>(),
    effective: p.text().$type<Effective>().nullable(),
    wishedEnd: p.datetime().nullable(),
    ground: p.text().nullable(),
    reasonCode: p.text().$type<ReasonCode>(),
    reasonComment: p.text().nullable(),
    externalRef: p.text().nullable(),
    state: p.text().$type<CancellationState>(),
    door: p.text().$type<Door>(),
    actorType: p.text().$type<ActorType>(),
    actorId: p.uuid().nullable(),
    actorName: p.text(),
    actorRole: p.text().$type<StaffRole>().nullable(),
    quote: p.json().$type<Quote>().nullable(),
    approval: p.json().$type<Approval>().nullable(),
    proposal: p.json().$type<Approval>().nullable(),
    requestedAt: p.datetime(),
    decidedAt: p.datetime().nullable(),
    effectiveAt: p.datetime().nullable(),
    completedAt: p.datetime().nullable(),
    failedFrom: p.text().$type<'requested' | 'in_review' | 'scheduled'>().nullable(),
    attempts: p.integer().default(0),
    lastError: p.text().nullable(),
    subscriptionBefore: p.json().$type<SubscriptionBefore>().nullable(),
    requestId: p.text().nullable(),
    changedAt: p.datetime(),
  },
});

/** A customer's declaration that a subscription shall end, and what became of it. */
export class Cancellation extends CancellationSchema.class {}
CancellationSchema.setClass(Cancellation);

const DeclarationSchema = defineEntity({
  name: 'Declaration',
  tableName: 'declaration',
  properties: {
    id: p.uuid().primary(),
    cancellation: () => p.manyToOne(Cancellation),
    receivedAt: p.datetime(),
    door: p.text().$type<Door>(),
    content: p.json(),
    submissionKey: p.uuid().nullable(),
  },
});
/** What was declared, word for word, and when it was received; a second one is attached as a row. */
export class Declaration extends DeclarationSchema.class {}
DeclarationSchema.setClass(Declaration);

const DecisionSchema = defineEntity({
  name: 'Decision',
  tableName: 'decision',
  properties: {
    id: p.uuid().primary(),
    cancellation: () => p.manyToOne(Cancellation),
    policyVersion: p.integer(),
    outcome: p.text().$type<'complete' | 'schedule' | 'review' | 'reject'>(),
    facts: p.json(),
    document: p.json(),
    decidedAt: p.datetime(),
  },
});
/** One decision with the facts it saw: replaying them gives the stored document to the same bytes. */
export class Decision extends DecisionSchema.class {}
DecisionSchema.setClass(Decision);

const PolicySchema = defineEntity({
  name: 'Policy',
  tableName: 'policy',
  properties: {
    version: p.integer().primary(),
    document: p.json(),
    effectiveFrom: p.datetime(),
    activatedBy: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});
/** A version of the eligibility policy's parameters, in force from `effectiveFrom` on. */
export class Policy extends PolicySchema.class {}
PolicySchema.setClass(Policy);

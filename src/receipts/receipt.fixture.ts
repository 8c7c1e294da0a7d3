import type { ReceiptContent, ReceiptFacts } from './receipt-content.js';

/** Facts of a declaration at a signed-in door, for specs. */
export const facts: ReceiptFacts = {
  declarationId: '019ead1f-0000-7000-8000-000000000001',
  reference: 'CXL-7K3M9QXZ',
  door: 'my_account',
  receivedAt: '2026-06-10T22:30:05.123Z',
  content: {
    subscriptionId: '019ead1f-0000-7000-8000-000000000002',
    kind: 'ordinary',
    effective: 'end_of_period',
    wishedEnd: null,
    ground: null,
    reason: { code: 'too_expensive', comment: 'Zbyt <b>drogo</b>.\nNaprawdę.' },
    externalRef: 'ours-17',
    declaredBy: { type: 'customer', id: '019ead1f-0000-7000-8000-000000000003', name: 'Customer' },
  },
  kind: 'ordinary',
  state: 'requested',
  account: {
    name: 'Anna Kowalska',
    email: 'anna.kowalska@example.com',
    timeZone: 'Europe/Warsaw',
    locale: 'pl-PL',
  },
  contract: {
    plan: { code: 'premium_support', name: 'Premium Support' },
    serviceTags: ['7XK2M9Q', '0OO0O'],
    orderNumber: 'PO-100200',
  },
  effectiveAt: '2026-06-30T22:00:00.000Z',
  outcome: null,
};

/** The same contract, declared by somebody who did not sign in and was matched and ended. */
export const withoutSignIn: ReceiptFacts = {
  ...facts,
  door: 'no_login',
  content: {
    declarant: {
      name: 'A. Kowalska',
      email: 'somebody@example.org',
      contract: '7XK2M9Q',
      language: 'de',
    },
    kind: 'withdrawal',
    effective: null,
    wishedEnd: null,
    ground: null,
    reason: { code: 'other', comment: null },
  },
  state: 'scheduled',
  outcome: {
    state: 'scheduled',
    at: '2026-06-10T22:30:06.000Z',
    effectiveAt: '2026-06-30T22:00:00.000Z',
    refund: { amount: 119900, currency: 'PLN', state: 'pending' },
    creditNote: null,
    reasons: [],
    message: null,
  },
};

export const issuer = {
  name: 'Cancellation Desk',
  verifyAt: 'https://desk.example.org/receipts/verify',
};

/** A completed cancellation with everything that a receipt can say. */
export const completed: ReceiptContent = {
  type: 'cancellation-receipt',
  version: 1,
  stage: 'completed',
  reference: 'CXL-7K3M9QXZ',
  declarationId: facts.declarationId,
  received: {
    at: '2026-06-10T22:30:05.123Z',
    date: '2026-06-11',
    time: '00:30:05',
    offset: '+02:00',
    zone: 'Europe/Warsaw',
  },
  door: 'digital_locker',
  kind: 'extraordinary',
  declarant: { name: 'Anna Kowalska', email: 'anna.kowalska@example.com' },
  declared: {
    contract: null,
    effective: 'immediate',
    wishedEnd: '2026-07-01T00:00:00.000Z',
    ground: 'Die Leistung blieb aus.',
    reason: { code: 'low_quality', comment: 'Trzy razy.' },
  },
  contract: facts.contract,
  expectedEnd: null,
  outcome: {
    state: 'completed',
    at: '2026-06-10T22:30:06.000Z',
    effectiveAt: '2026-06-10T22:30:05.123Z',
    refund: { amount: 119900, currency: 'PLN', state: 'held' },
    creditNote: { amount: 500, currency: 'PLN' },
    reasons: ['refund_over_limit', 'outstanding_balance'],
    message: 'Alles Gute.',
  },
  issuer,
};

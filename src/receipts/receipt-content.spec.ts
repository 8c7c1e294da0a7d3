import { describe, expect, it } from '@jest/globals';
import {
  receiptContent,
  receiptLocale,
  receiptName,
  receiptText,
  wantedStages,
  type ReceiptStage,
} from './receipt-content.js';
import { facts, issuer, withoutSignIn } from './receipt.fixture.js';

const stages = wantedStages.filter((stage): stage is ReceiptStage => stage !== 'outcome');

describe('receiptContent', () => {
  it('repeats who declared what, when and about which contract', () => {
    expect(receiptContent('declaration', facts, issuer)).toEqual({
      type: 'cancellation-receipt',
      version: 1,
      stage: 'declaration',
      reference: 'CXL-7K3M9QXZ',
      declarationId: facts.declarationId,
      received: {
        at: '2026-06-10T22:30:05.123Z',
        date: '2026-06-11',
        time: '00:30:05',
        offset: '+02:00',
        zone: 'Europe/Warsaw',
      },
      door: 'my_account',
      kind: 'ordinary',
      declarant: { name: 'Anna Kowalska', email: 'anna.kowalska@example.com' },
      declared: {
        contract: null,
        effective: 'end_of_period',
        wishedEnd: null,
        ground: null,
        reason: { code: 'too_expensive', comment: 'Zbyt <b>drogo</b>.\nNaprawdę.' },
      },
      contract: facts.contract,
      expectedEnd: '2026-06-30T22:00:00.000Z',
      outcome: null,
      issuer,
    });
    expect(receiptLocale(facts)).toBe('pl-PL');
  });

  it("keeps clients' own references and the ids of keys and people to itself", () => {
    const text = receiptText(receiptContent('declaration', facts, issuer)!);
    expect(text).not.toMatch(/ours-17|000000000003|declaredBy|subscriptionId/);
  });

  it('tells an outcome once there is one, and only that one', () => {
    const outcome = { ...withoutSignIn.outcome!, state: 'completed' as const };
    const ended = { ...facts, state: 'completed' as const, outcome };
    expect(receiptContent('completed', ended, issuer)).toMatchObject({
      stage: 'completed',
      outcome,
      expectedEnd: null,
    });
    for (const stage of ['scheduled', 'rejected', 'revoked'] as const) {
      expect(receiptContent(stage, ended, issuer)).toBeNull();
    }
    expect(receiptContent('declaration', ended, issuer)?.outcome).toBeNull();
    for (const stage of stages.filter((one) => one !== 'declaration')) {
      expect(receiptContent(stage, facts, issuer)).toBeNull();
    }
  });

  it('says the same without sign-in, whether or not a contract was matched', () => {
    const unmatched = {
      ...withoutSignIn,
      state: 'in_review' as const,
      account: null,
      contract: null,
      effectiveAt: null,
      outcome: null,
    };
    for (const stage of stages) {
      const told = receiptContent(stage, withoutSignIn, issuer);
      expect(told).toEqual(receiptContent(stage, unmatched, issuer));
      if (stage !== 'declaration') expect(told).toBeNull();
    }
    const told = receiptContent('declaration', withoutSignIn, issuer);
    expect(told).toMatchObject({
      kind: 'withdrawal',
      received: { zone: 'UTC', time: '22:30:05' },
      declarant: { name: 'A. Kowalska', email: 'somebody@example.org' },
      declared: { contract: '7XK2M9Q', reason: null },
      contract: null,
      outcome: null,
    });
    expect(receiptText(told!)).not.toMatch(/Premium|PO-100200|Warsaw|anna/);
    expect(receiptLocale(withoutSignIn)).toBe('de');
    expect(receiptLocale(unmatched)).toBe('de');
  });

  it('stands on whatever a declaration holds', () => {
    for (const content of [{}, { declarant: null }, { declarant: 7, reason: 'x', kind: null }]) {
      const told = receiptContent('declaration', { ...withoutSignIn, content }, issuer);
      expect(told).toMatchObject({ declarant: { name: '', email: '' }, kind: 'ordinary' });
    }
  });

  it('names the files', () => {
    const declaration = receiptContent('declaration', facts, issuer)!;
    expect(receiptName(declaration)).toBe('receipt-CXL-7K3M9QXZ');
    expect(receiptName({ ...declaration, stage: 'rejected' })).toBe(
      'receipt-CXL-7K3M9QXZ-rejected',
    );
  });
});

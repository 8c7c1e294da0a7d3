import { describe, expect, it } from '@jest/globals';
import { ruleCodes } from '../cancellations/cancellation-policy.js';
import { reasonCodes, type Door } from '../cancellations/cancellation.entity.js';
import { supportedLocales } from '../shared/locale/locale.js';
import { receiptContent, wantedStages, type ReceiptContent } from './receipt-content.js';
import { hasPdf, receiptSheet, type ReceiptSheet } from './receipt-sheet.js';
import { completed, facts, issuer, withoutSignIn } from './receipt.fixture.js';

const doors: Door[] = ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api'];
const kinds = ['ordinary', 'extraordinary', 'withdrawal'] as const;
const declaration = receiptContent('declaration', facts, issuer) as ReceiptContent;

function values({ sections }: ReceiptSheet): Record<string, string> {
  const rows = sections.flatMap((section) => section.rows);
  return Object.fromEntries(rows.map(({ name, lines }) => [name, lines.join(' / ')]));
}

describe('receiptSheet', () => {
  it('says a declaration in words, in the zone where it was made', () => {
    const sheet = receiptSheet(declaration, '0123456789abcdef', 'en');
    expect(sheet.title).toBe('Receipt of your cancellation');
    expect(sheet.lead).toContain('11 June 2026 at 00:30 CEST');
    expect(values(sheet)).toEqual({
      reference: 'CXL-7K3M9QXZ',
      received: '11 June 2026 at 00:30 CEST',
      exactly: '2026-06-11 00:30:05 +02:00',
      zone: 'Europe/Warsaw',
      made: 'Declared in My Account, signed in, with the button that confirms the cancellation.',
      name: 'Anna Kowalska',
      email: 'anna.kowalska@example.com',
      kind: 'Ordinary cancellation',
      plan: 'Premium Support',
      serviceTag: '7XK2M9Q, 0OO0O',
      orderNumber: 'PO-100200',
      effective: 'At the end of the paid period',
      expectedEnd: '1 July 2026 at 00:00 CEST',
      reason: 'Too expensive',
      comment: 'Zbyt <b>drogo</b>. / Naprawdę.',
    });
    expect(sheet.proof.sentences.join(' ')).toMatch(/receipts\/verify.*0123456789abcdef/);
  });

  it('says an outcome with its money', () => {
    const told = values(receiptSheet(completed, 'k', 'en'));
    expect(told).toMatchObject({
      state: 'Completed',
      endedAt: '11 June 2026 at 00:30 CEST',
      refund: 'Waiting for release · PLN\u00a01,199.00',
      creditNote: 'PLN\u00a05.00',
      ground: 'Die Leistung blieb aus.',
      message: 'Alles Gute.',
    });
    expect(told.why?.split(' / ')).toHaveLength(2);
  });

  it('repeats without sign-in what was typed, and no end but the earliest', () => {
    const typed = receiptContent('declaration', withoutSignIn, issuer) as ReceiptContent;
    expect(Object.keys(values(receiptSheet(typed, 'k', 'de')))).toEqual([
      'reference',
      'received',
      'exactly',
      'zone',
      'made',
      'name',
      'email',
      'kind',
      'contract',
    ]);
    const ordinary = receiptSheet({ ...typed, kind: 'ordinary' }, 'k', 'en');
    expect(values(ordinary)).toMatchObject({ wishedEnd: 'As early as possible' });
  });

  it('takes what reorders or breaks a line out of a value', () => {
    const name = 'Anna\u202E\r\nReceived: never';
    const sheet = receiptSheet({ ...declaration, declarant: { name, email: '' } }, 'k', 'en');
    expect(values(sheet)).toMatchObject({ name: 'Anna Received: never' });
    expect(values(sheet)).not.toHaveProperty('email');
  });

  it.each(supportedLocales)('has a text for everything in %s', (locale) => {
    for (const stage of wantedStages.filter((one) => one !== 'outcome')) {
      for (const kind of kinds) {
        const outcome = {
          ...completed.outcome!,
          reasons: [...ruleCodes, 'staff_decision', '../x'],
        };
        const state = stage === 'declaration' ? 'rejected' : stage;
        for (const door of doors) {
          const sheet = receiptSheet(
            { ...completed, stage, kind, door, outcome: { ...outcome, state } },
            'k',
            locale,
          );
          expect(sheet.title).not.toBe('');
        }
      }
    }
    for (const code of reasonCodes) {
      const declared = { ...completed.declared, reason: { code, comment: null } };
      expect(values(receiptSheet({ ...completed, declared }, 'k', locale)).reason).toBeTruthy();
    }
  });

  it('knows where there is no PDF', () => {
    expect(supportedLocales.filter((locale) => !hasPdf(locale))).toEqual(['ja']);
    expect(hasPdf('ja-JP')).toBe(false);
  });
});

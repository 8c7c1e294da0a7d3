import { describe, expect, it } from '@jest/globals';
import type { DigestItem } from './digest-mail.js';
import { flat, seen, someContext } from './render-mail.fixture.js';
import { renderDigestMail } from './render-mail.js';

const item = (change: Partial<DigestItem>): DigestItem => ({
  reference: 'CXL-0A1B2C3D',
  planName: 'Premium Support',
  state: 'scheduled',
  effectiveAt: '2027-03-14T12:05:00Z',
  refund: null,
  reasonCodes: [],
  ...change,
});

describe('the digest of a batch', () => {
  it('tells the outcome of each contract, the same in HTML and in text', async () => {
    const refund = { amount: 1999, currency: 'EUR' };
    const items = [
      item({}),
      item({ state: 'completed', refund: { ...refund, held: false } }),
      item({ state: 'completed', refund: { ...refund, held: true } }),
      item({ state: 'completed' }),
      item({ state: 'in_review' }),
      item({ state: 'rejected', reasonCodes: ['already_cancelled'] }),
      item({ state: 'failed' }),
    ];
    const mail = await renderDigestMail({ name: 'Anna', items, total: 9 }, someContext());
    expect(mail.subject).toBe('9 cancellations of yours were handled (Support Store)');
    for (const body of [seen(mail.html), flat(mail.text)]) {
      expect(body).toContain('Premium Support ends on 14 March 2027.');
      expect(body).toContain('We are refunding €19.99 to you.');
      expect(body).toContain('A refund of €19.99 is checked before we pay it.');
      expect(body).toContain('And 2 more');
      expect(body).not.toMatch(/\{\{|\}\}|undefined|\bnull\b|NaN|digest:\w|mail:\w|\.\./);
    }
  });

  it('speaks of one contract where there is one', async () => {
    const mail = await renderDigestMail({ name: null, items: [item({})], total: 1 }, someContext());
    expect(mail.subject).toBe('1 cancellation of yours was handled (Support Store)');
    expect(flat(mail.text)).not.toContain('more, which');
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  directionOf,
  formatMoney,
  supportedLocales,
  translator,
} from '../../shared/locale/locale.js';
import { mailContent } from './mail-content.js';
import { REFERENCE, flat, seen, someContext, someData } from './render-mail.fixture.js';
import { mailTemplates, renderMail, type MailTemplate } from './render-mail.js';
import { widthOf } from './wrap-text.js';

const ends: Record<string, { receivedAt: string; day: string; money: string }> = {
  en: {
    receivedAt: '14 March 2027 at 13:05 CET',
    day: '10 April 2027',
    money: '€1,199.00',
  },
  'en-US': {
    receivedAt: 'March 14, 2027 at 1:05',
    day: 'April 10, 2027',
    money: '€1,199.00',
  },
  pl: {
    receivedAt: '14 marca 2027 13:05 CET',
    day: '10 kwietnia 2027',
    money: '1199,00\u00a0€',
  },
  'pl-PL': {
    receivedAt: '14 marca 2027 13:05 CET',
    day: '10 kwietnia 2027',
    money: '1199,00\u00a0€',
  },
  de: {
    receivedAt: '14. März 2027 um 13:05 MEZ',
    day: '10. April 2027',
    money: '1.199,00\u00a0€',
  },
  'de-AT': {
    receivedAt: '14. März 2027 um 13:05 MEZ',
    day: '10. April 2027',
    money: '€\u00a01.199,00',
  },
  fr: {
    receivedAt: '14 mars 2027 à 13:05 UTC+1',
    day: '10 avril 2027',
    money: '1\u202f199,00\u00a0€',
  },
  es: {
    receivedAt: '14 de marzo de 2027 a las 13:05 CET',
    day: '10 de abril de 2027',
    money: '1199,00\u00a0€',
  },
  it: {
    receivedAt: '14 marzo 2027 alle ore 13:05 CET',
    day: '10 aprile 2027',
    money: '1199,00\u00a0€',
  },
  nl: {
    receivedAt: '14 maart 2027 om 13:05 CET',
    day: '10 april 2027',
    money: '€\u00a01.199,00',
  },
  pt: {
    receivedAt: '14 de março de 2027 às 13:05 CET',
    day: '10 de abril de 2027',
    money: '1199,00\u00a0€',
  },
  cs: {
    receivedAt: '14. března 2027 v 13:05 SEČ',
    day: '10. dubna 2027',
    money: '1\u00a0199,00\u00a0€',
  },
  uk: {
    receivedAt: '14 березня 2027 р. о 13:05 GMT+1',
    day: '10 квітня 2027 р.',
    money: '1\u00a0199,00\u00a0EUR',
  },
  ja: {
    receivedAt: '2027年3月14日 13:05 GMT+1',
    day: '2027年4月10日',
    money: '€1,199.00',
  },
  ar: {
    receivedAt: '14 مارس 2027 في 1:05 م غرينتش+1',
    day: '10 أبريل 2027',
    money: '1,199.00\u00a0€',
  },
};

const cases = mailTemplates.flatMap((template) =>
  [...new Set([...supportedLocales, ...Object.keys(ends)])].map(
    (locale): [MailTemplate, string] => [template, locale],
  ),
);

const WITH_END: MailTemplate[] = [
  'received',
  'in_review',
  'scheduled',
  'completed',
  'refund_issued',
  'refund_failed',
  'revoke_link',
];
const WITH_MONEY: MailTemplate[] = ['scheduled', 'completed', 'refund_issued', 'refund_failed'];

describe('mails in every language', () => {
  it.each(cases)('%s in %s says the facts in the reader’s format', async (template, locale) => {
    const mail = await renderMail(template, someData(), someContext(locale));
    const html = seen(mail.html);
    const text = flat(mail.text);
    expect(mail.subject).toContain(REFERENCE);
    expect(mail.subject).toContain('Premium Support');
    expect(mail.html).toContain(`<html lang="${locale}" dir="${directionOf(locale)}">`);
    const expected = ends[locale];
    for (const body of [html, text]) {
      for (const fact of [REFERENCE, 'Premium Support', 'ABC1234, 7XY0Z12', 'ORD-100200']) {
        expect(body).toContain(fact);
      }
      expect(body).toContain('help@desk.example');
      expect(body).not.toMatch(
        /\{\{|\}\}|undefined|\bnull\b|NaN|mail:|terms:|reasons:|\[object|\.\./,
      );
      if (!expected) continue;
      expect(body).toContain(expected.receivedAt);
      expect(body.includes(expected.day)).toBe(WITH_END.includes(template));
      expect(body.includes(expected.money)).toBe(WITH_MONEY.includes(template));
    }
  });

  it.each(cases)('%s in %s says the same in HTML and in text', async (template, locale) => {
    for (const kind of ['ordinary', 'extraordinary', 'withdrawal'] as const) {
      const data = someData({
        kind,
        ground: 'The repair failed three times.',
        reasonCodes: ['extraordinary_ground', 'notice_period', 'outstanding_balance', 'brand_new'],
        staffMessage: 'Dear customer,\n\nplease call us.',
        refund: { amount: 119900, currency: 'PLN', state: 'held' },
        creditNote: { amount: 500, currency: 'PLN' },
        wishedEnd: '2027-06-30',
      });
      const content = mailContent(template, data, someContext(locale));
      const mail = await renderMail(template, data, someContext(locale));
      const said = [
        content.title,
        content.greeting,
        ...content.lead,
        content.facts.title,
        ...content.facts.rows.flatMap(({ label, value }) => [label, value]),
        ...(content.sums?.rows ?? []).flatMap(({ label, note, amount }) => [
          label,
          note ?? '',
          amount,
        ]),
        ...(content.reasons?.items ?? []).flatMap(({ why, todo }) => [why, todo ?? '']),
        ...(content.message?.lines ?? []),
        ...content.next.sentences,
        ...content.actions.map(({ label }) => label),
        ...content.footer,
      ].map(flat);
      const [html, text] = [seen(mail.html), flat(mail.text)];
      for (const words of said) {
        expect(html).toContain(words);
        expect(text).toContain(words);
      }
      for (const { url } of content.actions) {
        expect(mail.html).toContain(`href="${url}"`);
        expect(mail.text).toContain(`\n${url}\n`);
      }
    }
  });

  it('gives every policy code its words, and a new one general words', async () => {
    const codes = [
      'already_cancelled',
      'already_requested',
      'term_ended',
      'order_support_plan',
      'commercial_segment',
      'extraordinary_ground',
      'unusual_volume',
      'notice_period',
      'withdrawal_period',
      'outstanding_balance',
      'refund_over_limit',
      'staff_decision',
      'unmatched',
      'processing_failed',
    ];
    for (const locale of supportedLocales) {
      const t = translator(locale);
      for (const code of codes) {
        const data = someData({ reasonCodes: [code, code] });
        const { text } = await renderMail('in_review', data, someContext(locale));
        expect(flat(text).split(flat(t(`reasons:${code}.why`)))).toHaveLength(2);
        expect(flat(text)).toContain(t(`reasons:${code}.todo`));
      }
      for (const code of ['brand_new', '../../mail', 'constructor', '']) {
        const data = someData({ reasonCodes: [code] });
        const { text } = await renderMail('rejected', data, someContext(locale));
        expect(flat(text)).toContain(t('reasons:unknown.why'));
      }
    }
  });

  it.each(['none', 'held', 'pending', 'issued', 'failed'] as const)(
    'says how a refund stands: %s',
    async (state) => {
      for (const locale of supportedLocales) {
        const refund = { amount: 119900, currency: 'PLN', state };
        const data = someData({ refund });
        const { html, text } = await renderMail('completed', data, someContext(locale));
        const words = translator(locale)(`terms:refundState.${state}`);
        const amount = flat(formatMoney(refund, locale));
        for (const body of [seen(html), flat(text)]) {
          expect(body.includes(amount)).toBe(state !== 'none');
          if (state !== 'none') expect(body).toContain(words);
        }
      }
    },
  );

  it('keeps text lines short and whole', async () => {
    for (const locale of supportedLocales) {
      for (const template of mailTemplates) {
        const { text } = await renderMail(template, someData(), someContext(locale));
        const long = text
          .split('\n')
          .map((line) => line.replace(/[\u200f\u2066-\u2069]/g, ''))
          .filter((line) => widthOf(line) > 72 && line.includes(' ') && !line.startsWith('http'));
        expect(long).toEqual([]);
        expect(text).not.toMatch(/\n{3}|[^-] \n/);
      }
    }
  });

  it('reads from right to left in Arabic, and what is Latin stays whole', async () => {
    const context = someContext('ar');
    const { subject, html, text } = await renderMail('received', someData(), context);
    expect(subject).toContain(`(\u2066${REFERENCE}\u2069)`);
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toContain('<div lang="ar" dir="rtl">');
    expect(html).toMatch(/<bdi dir="ltr" style="[^"]*">CXL-7K0M4QZ8<\/bdi>/);
    expect(html).toMatch(/<bdi dir="ltr" style="[^"]*">ABC1234, 7XY0Z12<\/bdi>/);
    expect(html).toContain('\u2066help@desk.example\u2069');
    expect(html).toContain('\u2066+48\u00a022\u00a0123\u2069');
    // The room between label and value is on the side where the value stands.
    expect(html).toMatch(/<th scope="row" class="cell[^>]*padding:8px 0px 8px 12px/);
    expect(text).toContain(`\u200fالرقم المرجعي: \u2066${REFERENCE}\u2069\n`);
    const bare = ['-- ', '', 'https://desk.example/cancellations/abc'];
    const unmarked = text.split('\n').filter((line) => !line.startsWith('\u200f'));
    expect(unmarked.filter((line) => !bare.includes(line) && !/^https:/.test(line))).toEqual([]);
    expect(text).toContain('\nhttps://desk.example/cancellations/abc\n');
  });

  it('closes on each line what it isolates, and leaves the words of staff their direction', async () => {
    const staffMessage = 'Please call us.';
    const planName = 'Premium Support Plus for Infrastructure and Data Centre Devices, Europe';
    const serviceTags = Array.from({ length: 25 }, (_, at) => `TAG${String(at).padStart(3, '0')}`);
    for (const template of mailTemplates) {
      const data = someData({ planName, staffMessage, serviceTags });
      const { html, text } = await renderMail(template, data, someContext('ar'));
      for (const line of [...text.split('\n'), ...html.split(/<[^>]*>/)]) {
        const opened = line.match(/[\u2066\u2068]/g)?.length ?? 0;
        expect([line, line.match(/\u2069/g)?.length ?? 0]).toEqual([line, opened]);
      }
      expect(text.includes('\n> Please call us.\n')).toBe(
        template !== 'received' && template !== 'revoke_link',
      );
    }
  });

  it('sets neither marks nor isolates where all runs from left to right', async () => {
    for (const locale of supportedLocales.filter((one) => directionOf(one) === 'ltr')) {
      const mail = await renderMail('scheduled', someData(), someContext(locale));
      expect(Object.values(mail).join('\n')).not.toMatch(/[\u200e\u200f\u2066-\u2069]/);
    }
  });

  it('breaks Japanese lines without spaces, and never before a mark that closes', async () => {
    for (const template of mailTemplates) {
      const { text } = await renderMail(template, someData(), someContext('ja'));
      expect(text).not.toMatch(/^ *[、。」\uff09ー]/m);
      expect(text).not.toMatch(/[「\uff08]$/m);
      expect(text).not.toContain('。 ');
    }
  });

  it('sets labels in French with a hard space before the colon', async () => {
    const { subject, text } = await renderMail('received', someData(), someContext('fr'));
    expect(subject).toBe(
      `Nous avons bien reçu votre résiliation\u00a0: Premium Support (${REFERENCE})`,
    );
    expect(text).toContain(`Référence\u00a0: ${REFERENCE}\n`);
  });
});

import { describe, expect, it } from '@jest/globals';
import { formatMoney, supportedLocales, translator } from '../../shared/locale/locale.js';
import { mailContent } from './mail-content.js';
import {
  mailTemplates,
  renderMail,
  type MailContext,
  type MailData,
  type MailTemplate,
} from './render-mail.js';

const REFERENCE = 'CXL-7K0M4QZ8';

function someData(change: Partial<MailData> = {}): MailData {
  return {
    name: 'Anna Kowalska',
    reference: REFERENCE,
    planName: 'Premium Support',
    serviceTags: ['ABC1234', '7XY0Z12'],
    orderNumber: 'ORD-100200',
    kind: 'ordinary',
    requestedAt: '2027-03-14T12:05:00Z',
    effectiveAt: '2027-04-10T10:00:00Z',
    wishedEnd: null,
    reasonCodes: [],
    staffMessage: null,
    refund: { amount: 119900, currency: 'EUR', state: 'pending' },
    creditNote: null,
    statusUrl: 'https://desk.example/cancellations/abc',
    revokeUrl: 'https://desk.example/revoke/xyz',
    ...change,
  };
}

function someContext(locale = 'en', timeZone = 'Europe/Warsaw'): MailContext {
  const brand = {
    name: 'Support Store',
    supportEmail: 'help@desk.example',
    supportPhone: '+48 22 123',
  };
  return { locale, timeZone, brand };
}

/** What a reader of the HTML sees, as one line. */
function seen(html: string): string {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#x27': "'",
  };
  return flat(
    html
      .replace(/<(style|title)\b.*?<\/\1>/gs, '')
      .replace(/<(?!\/?(?:b|span|bdi|a)\b)[^>]*>/g, ' ')
      .replace(/<[^>]*>/g, '')
      .replace(/&([^;\s]+);/g, (whole, name: string) => entities[name] ?? whole),
  );
}

function flat(text: string): string {
  return text.replace(/^> ?/gm, '').replace(/[ \n]+/g, ' ');
}

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

describe('renderMail', () => {
  it.each(cases)('%s in %s says the facts in the reader’s format', async (template, locale) => {
    const mail = await renderMail(template, someData(), someContext(locale));
    const html = seen(mail.html);
    const text = flat(mail.text);
    expect(mail.subject).toContain(REFERENCE);
    expect(mail.subject).toContain('Premium Support');
    expect(mail.html).toContain(`<html lang="${locale}" dir="ltr">`);
    const expected = ends[locale];
    for (const body of [html, text]) {
      for (const fact of [REFERENCE, 'Premium Support', 'ABC1234, 7XY0Z12', 'ORD-100200']) {
        expect(body).toContain(fact);
      }
      expect(body).toContain('help@desk.example');
      expect(body).not.toMatch(/\{\{|\}\}|undefined|\bnull\b|NaN|mail:|terms:|reasons:|\[object/);
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

  it('confirms a declaration: content, time of receipt, end', async () => {
    const data = someData({ kind: 'withdrawal', wishedEnd: null });
    const { subject, text } = await renderMail('received', data, someContext('de'));
    expect(subject).toBe(`Ihr Widerruf ist bei uns eingegangen: Premium Support (${REFERENCE})`);
    expect(text).toContain('Ihre Erklärung\n--------------\n');
    expect(text).toContain('Name: Anna Kowalska\n');
    expect(text).toContain('Art der Erklärung: Widerruf des Vertrags\n');
    expect(text).toContain('Eingegangen: 14. März 2027 um 13:05 MEZ\n');
    expect(text).not.toContain('Kündigung');
    const ordinary = await renderMail('received', someData(), someContext('en'));
    expect(ordinary.text).toContain('Wished end: As early as possible\n');
    expect(ordinary.text).toContain('Expected end: 10 April 2027 at 12:00 CEST\n');
  });

  it('keeps to bare facts when little is known', async () => {
    const data = someData({
      name: null,
      planName: '',
      serviceTags: [],
      orderNumber: null,
      effectiveAt: null,
      refund: null,
      statusUrl: null,
      revokeUrl: null,
    });
    const context = {
      ...someContext('sv-SE'),
      brand: { ...someContext().brand, supportPhone: null },
    };
    for (const template of mailTemplates) {
      const { subject, html, text } = await renderMail(template, data, context);
      expect(subject).toMatch(/^[A-Z][^:]+ \(CXL-7K0M4QZ8\)$/);
      expect(html).toContain('<html lang="en"');
      expect(text).toContain('Hello,\n');
      expect(html).not.toContain('<a ');
      expect(text).not.toMatch(/Plan:|Service Tag|Order number|Ends|Ended|Refund:|https?:|call /);
      expect(text).not.toMatch(/\S {2}|\(\)| on \.| of \./);
    }
  });

  it('never lets foreign words become markup, templates or header lines', async () => {
    const evil =
      '<script>alert(1)</script>"><img src=x onerror=y> {{reference}} $t(mail:continues)';
    const data = someData({
      name: `${evil}\r\nBcc: victim@example.com`,
      planName: `Plan\r\nX-Header: 1 ${evil}`,
      serviceTags: [evil],
      orderNumber: evil,
      ground: evil,
      staffMessage: `${evil}\n</blockquote><a href="https://evil.example">x</a>`,
      statusUrl: 'javascript:alert(1)',
      revokeUrl: 'https://desk.example/r?a="><script>',
    });
    for (const template of mailTemplates) {
      const { subject, html, text } = await renderMail(template, data, someContext('pl'));
      expect(subject).not.toMatch(/[\r\n]/);
      expect(html).not.toMatch(/<script|<img|javascript:|href="https:\/\/evil/);
      expect(text).not.toMatch(/^(Bcc|X-Header):/m);
      expect(seen(html)).toContain(evil);
      expect(flat(text)).toContain(evil);
    }
    const { text } = await renderMail('rejected', data, someContext());
    expect(text).toContain('> <script>');
  });

  it('loads nothing and links to our own pages only', async () => {
    for (const template of mailTemplates) {
      const { html } = await renderMail(template, someData(), someContext());
      expect(html).not.toMatch(/<(img|link|script|iframe|video|audio|object)\b|@import|url\(/i);
      const addresses = [...html.matchAll(/https?:\/\/[^"'<\s]+/g)].map(([address]) => address);
      expect(addresses.filter((one) => !one.startsWith('https://desk.example/'))).toEqual([]);
    }
  });

  it('wears dark colours where the reader does', async () => {
    const { html } = await renderMail('completed', someData(), someContext());
    expect(html).toContain('@media (prefers-color-scheme:dark){');
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    const styled = new Set([...style.matchAll(/\.([a-z]+)\{/g)].map((match) => match[1]));
    const used = [...html.matchAll(/class="([^"]+)"/g)].flatMap((match) => match[1]?.split(' '));
    expect(used.filter((name) => !styled.has(name))).toEqual([]);
    // React escapes text in style blocks unless told otherwise: the fonts' quotes must survive.
    expect(style).not.toContain('&');
  });

  it('sets the reference in a face where 0 and O differ', async () => {
    const { html } = await renderMail('received', someData(), someContext());
    expect(html).toMatch(/<bdi style="font-family:ui-monospace[^"]*">CXL-7K0M4QZ8<\/bdi>/);
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
        expect(flat(text).split(t(`reasons:${code}.why`))).toHaveLength(2);
        expect(flat(text)).toContain(t(`reasons:${code}.todo`));
      }
      for (const code of ['brand_new', '../../mail', 'constructor', '']) {
        const data = someData({ reasonCodes: [code] });
        const { text } = await renderMail('rejected', data, someContext(locale));
        expect(flat(text)).toContain(t('reasons:unknown.why'));
      }
    }
  });

  it('says that a contract goes on only where one does', async () => {
    const says = async (reasonCodes: string[]): Promise<boolean> => {
      const { text } = await renderMail('rejected', someData({ reasonCodes }), someContext());
      return text.includes('Your contract continues unchanged.');
    };
    expect(await says(['withdrawal_period'])).toBe(true);
    expect(await says(['already_cancelled'])).toBe(false);
    expect(await says(['term_ended', 'commercial_segment'])).toBe(false);
    expect(await says(['unmatched'])).toBe(false);
  });

  it('does not repeat reasons that the decision has overtaken', async () => {
    const reasonCodes = [
      'order_support_plan',
      'notice_period',
      'refund_over_limit',
      'outstanding_balance',
    ];
    const rejected = await renderMail('rejected', someData({ reasonCodes }), someContext());
    expect(rejected.text).not.toContain('refund');
    const completed = await renderMail('completed', someData({ reasonCodes }), someContext());
    expect(completed.text).not.toContain('Please note');
    const refund = { amount: 119900, currency: 'EUR', state: 'held' } as const;
    const held = await renderMail('completed', someData({ reasonCodes, refund }), someContext());
    expect(held.text).toContain('Please note');
    expect(held.text).toContain('unpaid balance');
    expect(held.text).not.toContain('This plan is cancelled by');
    expect(flat(held.text)).not.toContain('renews once more');
    const scheduled = await renderMail('scheduled', someData({ reasonCodes }), someContext());
    expect(flat(scheduled.text)).toContain('renews once more');
  });

  it.each(['none', 'held', 'pending', 'issued', 'failed'] as const)(
    'says how a refund stands: %s',
    async (state) => {
      for (const locale of supportedLocales) {
        const refund = { amount: 119900, currency: 'PLN', state };
        const data = someData({ refund });
        const { html, text } = await renderMail('completed', data, someContext(locale));
        const words = translator(locale)(`terms:refundState.${state}`);
        const amount = formatMoney(refund, locale);
        for (const body of [seen(html), flat(text)]) {
          expect(body.includes(amount)).toBe(state !== 'none');
          if (state !== 'none') expect(body).toContain(words);
        }
      }
    },
  );

  it('offers one primary action, and taking back only while it can be', async () => {
    for (const template of mailTemplates) {
      const { html } = await renderMail(template, someData(), someContext());
      expect(html.split('class="primary"')).toHaveLength(2);
      const revocable = ['received', 'in_review', 'scheduled', 'revoke_link'].includes(template);
      expect(html.includes('/revoke/xyz')).toBe(revocable);
    }
    const { html } = await renderMail('revoke_link', someData(), someContext());
    expect(html).toMatch(/class="primary" href="https:\/\/desk\.example\/revoke\/xyz"/);
  });

  it('does not repeat a stranger’s words to the owner of an account', async () => {
    const data = someData({
      name: 'Go to evil.example',
      ground: 'see evil.example',
      staffMessage: 'evil.example',
    });
    const { subject, html, text } = await renderMail('revoke_link', data, someContext());
    expect(`${subject}${html}${text}`).not.toContain('evil.example');
  });

  it('counts Service Tags where there are too many to list', async () => {
    const serviceTags = Array.from({ length: 25 }, (_, at) => `TAG${String(at).padStart(3, '0')}`);
    const { html, text } = await renderMail('scheduled', someData({ serviceTags }), {
      ...someContext('pl'),
    });
    for (const body of [seen(html), flat(text)]) {
      expect(body).toContain('TAG019 i jeszcze 5 urządzeń');
      expect(body).not.toContain('TAG020');
    }
  });

  it('keeps text lines short and whole', async () => {
    for (const locale of supportedLocales) {
      for (const template of mailTemplates) {
        const { text } = await renderMail(template, someData(), someContext(locale));
        const long = text
          .split('\n')
          .filter((line) => line.length > 72 && line.includes(' ') && !line.startsWith('http'));
        expect(long).toEqual([]);
        expect(text).not.toMatch(/\n{3}|[^-] \n/);
      }
    }
  });

  it('makes the same bytes of the same facts, and refuses impossible ones', async () => {
    const again = [1, 2].map(() => renderMail('completed', someData(), someContext('pl')));
    const [one, other] = await Promise.all(again);
    expect(one).toEqual(other);
    await expect(
      renderMail('received', someData({ requestedAt: 'soon' }), someContext()),
    ).rejects.toThrow(RangeError);
    await expect(renderMail('received', someData(), someContext('en', 'No/Where'))).rejects.toThrow(
      RangeError,
    );
  });
});

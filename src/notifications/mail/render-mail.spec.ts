import { describe, expect, it } from '@jest/globals';
import { REFERENCE, flat, seen, someContext, someData } from './render-mail.fixture.js';
import { mailTemplates, renderMail } from './render-mail.js';

describe('renderMail', () => {
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
    expect(html).toMatch(
      /<bdi dir="ltr" style="font-family:ui-monospace[^"]*">CXL-7K0M4QZ8<\/bdi>/,
    );
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

  it('repeats what a declarant says, and greets nobody by a name of a stranger', async () => {
    const declarant = { name: 'You have won', contract: 'ABC1234' };
    const unmatched = { name: null, planName: '', serviceTags: [], orderNumber: null };
    const data = someData({ ...unmatched, declarant, ground: 'It never worked.' });
    const { text } = await renderMail('received', data, someContext());
    expect(text).toMatch(/^Hello,$/m);
    expect(text).toMatch(/Name: +You have won/);
    expect(text).toMatch(/Service Tag or order number: +ABC1234/);
    expect(text).toContain('It never worked.');
    expect(flat(text)).toContain('we write about the contract itself only to the e-mail address');
    expect(text).not.toContain('Premium Support');
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

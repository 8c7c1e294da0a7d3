import { describe, expect, it } from '@jest/globals';
import { accountMailTemplates, isAccountMail, type AccountMailData } from './account-mail.js';
import { flat, seen, someContext } from './render-mail.fixture.js';
import { mailTemplates, renderAccountMail } from './render-mail.js';

function someFacts(change: Partial<AccountMailData> = {}): AccountMailData {
  return {
    name: 'Anna Kowalska',
    at: '2027-03-14T12:05:00Z',
    expiresAt: '2027-03-14T13:05:00Z',
    failures: 10,
    actionUrl: 'https://desk.example/reset-password/token',
    ...change,
  };
}

describe('mails about an account', () => {
  it.each(accountMailTemplates)('%s says the same in HTML and in text', async (template) => {
    const { subject, html, text } = await renderAccountMail(template, someFacts(), someContext());
    expect(subject).toMatch(/^[A-Z].+ \(Support Store\)$/);
    for (const body of [seen(html), flat(text)]) {
      expect(body).toContain('Hello Anna Kowalska,');
      expect(body).toContain('14 March 2027 at 13:05 CET');
      expect(body).toContain('help@desk.example');
      expect(body).toContain('We never ask for your password.');
      expect(body).not.toMatch(/\{\{|\}\}|undefined|\bnull\b|NaN|account:\w|mail:\w|\.\./);
    }
    expect(html.split('class="primary"')).toHaveLength(2);
    expect(html).toContain('href="https://desk.example/reset-password/token"');
    expect(text).toContain('\nhttps://desk.example/reset-password/token\n');
  });

  it('says until when a link works, and how often a password was wrong', async () => {
    const reset = await renderAccountMail('password_reset', someFacts(), someContext());
    expect(flat(reset.text)).toContain('The link works until: 14 March 2027 at 14:05 CET');
    const tries = await renderAccountMail('sign_in_attempts', someFacts(), someContext());
    expect(flat(tries.text)).toContain('10 sign-ins to your account');
  });

  it('gives the owner who did not change the password a way back', async () => {
    const forgotUrl = 'https://desk.example/forgot-password';
    const { html } = await renderAccountMail(
      'password_changed',
      someFacts({ forgotUrl }),
      someContext(),
    );
    expect(html).toContain(`href="${forgotUrl}"`);
  });

  it.each(accountMailTemplates)('%s makes no markup of foreign words', async (template) => {
    const name = '<script>alert(1)</script>\r\nBcc: victim@example.com {{brand}}';
    const data = someFacts({ name, actionUrl: 'javascript:alert(1)' });
    const { subject, html, text } = await renderAccountMail(template, data, someContext('pl'));
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toMatch(/<script|javascript:|<a /);
    expect(text).not.toMatch(/^Bcc:/m);
  });

  it('is told apart from mails about a cancellation by its template', () => {
    expect(mailTemplates.filter(isAccountMail)).toEqual([]);
    expect(accountMailTemplates.every(isAccountMail)).toBe(true);
  });
});

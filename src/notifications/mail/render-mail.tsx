import { renderToStaticMarkup } from 'react-dom/server';
import { digestMailContent, type DigestMailData } from './digest-mail.js';
import {
  accountMailContent,
  type AccountMailData,
  type AccountMailTemplate,
} from './account-mail.js';
import { mailContent, type MailContent } from './mail-content.js';
import type { MailContext, MailData, MailTemplate } from './mail-data.js';
import { MailHtml } from './mail-html.js';
import { mailText } from './mail-text.js';

export { mailTemplates } from './mail-data.js';
export type { MailContext, MailData, MailTemplate } from './mail-data.js';

/** A mail ready to send, in its two settings. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

/**
 * Writes one mail: facts in, texts out; no clock, no network, no database. The same facts always
 * make the same bytes. Rejects on impossible dates, time zones and currencies.
 *
 * Plain React in place of @react-email/components: the same tables at a fraction of the time, and
 * a worker starts 0.2 s sooner without loading them.
 */
export async function renderMail(
  template: MailTemplate,
  data: MailData,
  context: MailContext,
): Promise<RenderedMail> {
  return rendered(mailContent(template, data, context));
}

/** Writes one mail about an account, in the same look. Rejects on impossible dates and time zones. */
export async function renderAccountMail(
  template: AccountMailTemplate,
  data: AccountMailData,
  context: MailContext,
): Promise<RenderedMail> {
  return rendered(accountMailContent(template, data, context));
}

/** Writes the digest of a batch, in the same look. Rejects on impossible dates and currencies. */
export async function renderDigestMail(
  data: DigestMailData,
  context: MailContext,
): Promise<RenderedMail> {
  return rendered(digestMailContent(data, context));
}

function rendered(content: MailContent): RenderedMail {
  return {
    subject: content.subject,
    html: `<!DOCTYPE html>${renderToStaticMarkup(<MailHtml content={content} />)}`,
    text: mailText(content),
  };
}

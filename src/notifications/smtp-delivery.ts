import { createTransport } from 'nodemailer';

/** One mail on its way. */
export interface SmtpMail {
  messageId: string;
  from: string;
  replyTo: string;
  to: { name: string; address: string };
  language: string;
  subject: string;
  html: string;
  text: string;
  attachment: { name: string; bytes: Buffer } | null;
}

/**
 * - `sent`: the server has taken it.
 * - `rejected`: the server will never take this recipient.
 * - `delayed`: this mail did not get through, another one may.
 * - `unreachable`: no mail gets through at the moment.
 */
export type Delivery =
  { result: 'sent' } | { result: 'rejected' | 'delayed' | 'unreachable'; reason: string };

/** Answers to RCPT that speak of the session (order, sign-in), not of the recipient. */
const SESSION_REPLIES = new Set([503, 530, 535, 538]);
/** Sends by SMTP, over a few connections that are kept open while mails flow. */
export class SmtpDelivery {
  private readonly transport;

  /** @param connections at once, at most */
  constructor(url: string, connections: number) {
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: connections,
      // A server that accepts and says nothing must cost less than the lease of a mail.
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      dnsTimeout: 10_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async deliver(mail: SmtpMail): Promise<Delivery> {
    try {
      await this.transport.sendMail({
        messageId: mail.messageId,
        from: mail.from,
        replyTo: mail.replyTo,
        to: mail.to,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        attachments: mail.attachment === null ? [] : [attachmentOf(mail.attachment)],
        // No out-of-office notes in return (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
      });
      return { result: 'sent' };
    } catch (error) {
      return judgeSmtpError(error);
    }
  }

  close(): void {
    this.transport.close();
  }
}

function attachmentOf({ name, bytes }: NonNullable<SmtpMail['attachment']>): object {
  return { filename: name, content: bytes, contentType: 'application/pdf' };
}

/**
 * What a failure means. The reason is built from codes alone: the server's own words repeat the
 * address.
 */
export function judgeSmtpError(error: unknown): Exclude<Delivery, { result: 'sent' }> {
  const { code, responseCode, command, response } = error as {
    code?: unknown;
    responseCode?: unknown;
    command?: unknown;
    response?: unknown;
  };
  const reply = typeof responseCode === 'number' ? responseCode : undefined;
  const enhanced =
    typeof response === 'string' ? /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response) : null;
  const reason = ['SMTP', code, reply, enhanced?.[0], command && `at ${String(command)}`]
    .filter((part) => part !== undefined && part !== null && part !== '')
    .join(' ');
  const atRecipient = code === 'EENVELOPE' && command === 'RCPT TO';
  if (atRecipient && reply !== undefined && reply >= 500 && !SESSION_REPLIES.has(reply)) {
    return { result: 'rejected', reason };
  }
  // An answer to this very mail speaks of it alone; silence, 421 and a refused sign-in of them all.
  const ofThisMail =
    reply !== 421 && code !== 'EAUTH' && (reply !== undefined || code === 'EENVELOPE');
  return { result: ofThisMail ? 'delayed' : 'unreachable', reason };
}

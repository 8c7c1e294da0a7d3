import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { yieldToCancelling } from '../shared/precedence.js';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { MakeReceiptPdf, type ReceiptFile } from '../receipts/make-receipt-pdf.js';
import { Clock } from '../shared/clock.js';
import { attachedReceipt } from './mail-receipt.js';
import {
  claimNotifications,
  postponeNotifications,
  settleNotifications,
  type DueNotification,
  type NotificationOutcome,
} from './notification-rows.js';
import { SmtpDelivery } from './smtp-delivery.js';
import { WriteMail } from './write-mail.js';

/** On their way at once, over as many connections; few, so that a death repeats few. */
const SENDING = 5;
/** Kept at once, in one transaction. */
const KEEPING = 25;
/** Above the time limits of one SMTP conversation. */
const LEASE_MS = 5 * 60_000;
const FIRST_DELAY_MS = 15_000;
const LONGEST_DELAY_MS = 3_600_000;
/** One address: what would make the mail go to two, or break the header, is no address. */
const ADDRESS = /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/;

interface Written {
  messageId: string;
  locale: string;
  subject: string;
  html: string;
  text: string;
  /** The receipt of what the mail tells. A kept mail's is found again with the receipts. */
  attachment: ReceiptFile | null;
}

/** The delay after the given number of failed attempts: 15 s, doubled each time, at most an hour. */
export function retryDelayMs(attempts: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20), LONGEST_DELAY_MS);
}

/**
 * Sends what is pending and due of the given mails; without SMTP_URL keeps them as they would be
 * sent. A mail goes out once, save when a process dies, or the database goes away, between the
 * server's yes and the mark: then it goes out again under the same Message-ID.
 */
@Injectable()
export class SendNotifications implements OnApplicationShutdown {
  private readonly logger = new Logger('Notifications');
  private readonly smtp: SmtpDelivery | undefined;
  private readonly host: string;

  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly writeMail: WriteMail,
    private readonly receipts: MakeReceiptPdf,
  ) {
    this.smtp = settings.SMTP_URL ? new SmtpDelivery(settings.SMTP_URL, SENDING) : undefined;
    this.host = new URL(settings.baseUrl).hostname;
  }

  /** Answers how many mails have left, or are kept. */
  async run(ids: readonly string[]): Promise<number> {
    let done = 0;
    const most = this.smtp ? SENDING : KEEPING;
    for (;;) {
      await yieldToCancelling();
      const now = this.clock.now();
      const lease = new Date(now.getTime() + LEASE_MS);
      const due = await claimNotifications(this.em.fork(), ids, now, lease, most);
      if (due.length === 0) return done;
      const outcomes = this.smtp ? await this.sendAll(due, this.smtp) : await this.keepAll(due);
      done += outcomes.filter(({ state }) => state === 'sent' || state === 'kept').length;
      if (outcomes.some((outcome) => 'unreachable' in outcome)) {
        // The rest would only run into the same time limits one after the other.
        const until = new Date(this.clock.now().getTime() + FIRST_DELAY_MS);
        await postponeNotifications(this.em.fork(), ids, this.clock.now(), until);
        return done;
      }
    }
  }

  onApplicationShutdown(): void {
    this.smtp?.close();
  }

  private async keepAll(due: DueNotification[]): Promise<NotificationOutcome[]> {
    const outcomes: NotificationOutcome[] = [];
    for (const notification of due) {
      const written = await this.write(notification);
      if ('state' in written) {
        outcomes.push(written);
        continue;
      }
      const { attachment: _attachment, ...mail } = written;
      const recipient = notification.recipient ?? '';
      outcomes.push({ ...identify(notification), state: 'kept', ...mail, recipient });
    }
    await settleNotifications(this.em.fork(), outcomes, this.clock.now());
    return outcomes;
  }

  /** Each mail is settled as soon as it has gone, so that a death repeats as few as possible. */
  private async sendAll(
    due: DueNotification[],
    smtp: SmtpDelivery,
  ): Promise<(NotificationOutcome & { unreachable?: true })[]> {
    const sending: Promise<NotificationOutcome & { unreachable?: true }>[] = [];
    for (const notification of due) {
      const written = await this.write(notification);
      sending.push(this.sendOne(notification, written, smtp));
    }
    const settled = await Promise.allSettled(sending);
    const failure = settled.find((one) => one.status === 'rejected');
    if (failure) throw failure.reason;
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  private async sendOne(
    notification: DueNotification,
    written: Written | NotificationOutcome,
    smtp: SmtpDelivery,
  ): Promise<NotificationOutcome & { unreachable?: true }> {
    if ('state' in written) {
      await settleNotifications(this.em.fork(), [written], this.clock.now());
      return written;
    }
    const { messageId, locale, subject } = written;
    const delivery = await smtp.deliver({
      ...written,
      from: this.settings.MAIL_FROM,
      replyTo: this.settings.SUPPORT_EMAIL,
      to: { name: notification.name ?? '', address: notification.recipient ?? '' },
      language: locale,
    });
    const outcome: NotificationOutcome =
      delivery.result === 'sent'
        ? { ...identify(notification), state: 'sent', messageId, locale, subject }
        : delivery.result === 'rejected'
          ? { ...identify(notification), state: 'failed', reason: delivery.reason }
          : this.delay(notification, delivery.reason);
    await settleNotifications(this.em.fork(), [outcome], this.clock.now());
    return delivery.result === 'unreachable' ? { ...outcome, unreachable: true } : outcome;
  }

  /** The mail as it goes out, or why there is none. */
  private async write(notification: DueNotification): Promise<Written | NotificationOutcome> {
    await yieldToOthers();
    await yieldToCancelling(); // Writing one takes milliseconds of processor: cancelling goes first.
    if (notification.recipient === null || !ADDRESS.test(notification.recipient)) {
      const reason = notification.recipient === null ? 'no address' : 'not an address';
      return { ...identify(notification), state: 'failed', reason };
    }
    try {
      const attachment = await this.attachment(notification);
      const mail = await this.writeMail.run(notification, attachment !== null);
      return { ...mail, attachment, messageId: `<${notification.id}@${this.host}>` };
    } catch (error) {
      // A mistake of ours in one row: the others go on, this one waits for the mended version.
      const kind = error instanceof Error ? error.constructor.name : typeof error;
      this.logger.error(`Notification ${notification.id} cannot be written: ${kind}`);
      return this.delay(notification, `cannot be written: ${kind}`);
    }
  }

  /** Customers' own declarations alone: mails of programs and batches stay as cheap as a link. */
  private async attachment({
    template,
    declaration,
  }: DueNotification): Promise<ReceiptFile | null> {
    const stage = declaration && attachedReceipt(template, declaration.door);
    return declaration && stage ? this.receipts.run(declaration.id, stage) : null;
  }

  private delay(notification: DueNotification, reason: string): NotificationOutcome {
    const delayMs = retryDelayMs(notification.attempts + 1);
    return {
      ...identify(notification),
      state: 'pending',
      reason,
      retryAt: new Date(this.clock.now().getTime() + delayMs),
    };
  }
}

function identify({ id, cancellationId, template }: DueNotification): {
  id: string;
  cancellationId: string | null;
  template: string;
} {
  return { id, cancellationId, template };
}

import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.entity.js';
import { Cancellation } from '../cancellations/cancellation.entity.js';

export type NotificationState = 'pending' | 'sent' | 'kept' | 'failed' | 'withdrawn';

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.uuid().primary(),
    dedupeKey: p.text(),
    cancellation: () => p.manyToOne(Cancellation).nullable(),
    account: () => p.manyToOne(Account).nullable(),
    template: p.text(),
    data: p.json(),
    state: p.text().$type<NotificationState>(),
    attempts: p.integer().default(0),
    lastError: p.text().nullable(),
    nextAttemptAt: p.datetime().nullable(),
    recipient: p.text().nullable(),
    locale: p.text().nullable(),
    messageId: p.text().nullable(),
    subject: p.text().nullable(),
    html: p.text().nullable(),
    text: p.text().nullable(),
    createdAt: p.datetime(),
    sentAt: p.datetime().nullable(),
  },
});
/**
 * One mail to a customer: written with the transition it tells of, sent after the commit. Mails about
 * an account tell of no cancellation.
 */
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

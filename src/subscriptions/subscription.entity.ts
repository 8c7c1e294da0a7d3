import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/account.entity.js';
import { Device } from '../accounts/device.entity.js';
import { Plan } from './plan.entity.js';

export type SubscriptionStatus = 'active' | 'ending' | 'cancelled' | 'expired';

const SubscriptionSchema = defineEntity({
  name: 'Subscription',
  tableName: 'subscription',
  properties: {
    id: p.uuid().primary(),
    externalId: p.text().nullable(),
    account: () => p.manyToOne(Account),
    plan: () => p.manyToOne(Plan).fieldName('plan_code'),
    devices: () =>
      p
        .manyToMany(Device)
        .pivotTable('subscription_device')
        .joinColumn('subscription_id')
        .inverseJoinColumn('device_id'),
    orderNumber: p.text(),
    status: p.text().$type<SubscriptionStatus>(),
    autoRenew: p.boolean(),
    startedAt: p.datetime(),
    periodStartsAt: p.datetime(),
    periodEndsAt: p.datetime(),
    termNumber: p.integer(),
    endsAt: p.datetime().nullable(),
    intervalMonths: p.integer(),
    priceAmount: p.bigint('number'),
    taxAmount: p.bigint('number'),
    currency: p.text(),
    nextInvoiceAt: p.datetime().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** A support service that runs for an account's devices, period by period. */
export class Subscription extends SubscriptionSchema.class {}
SubscriptionSchema.setClass(Subscription);

import { newId } from '../../src/shared/ids.js';
import type { Sql } from '../support/sql.js';
import { makeAccount, makeDevice } from './account.js';
import { insertRow } from './insert-row.js';
import { ensurePlan } from './plan.js';

export interface SubscriptionWish {
  accountId?: string;
  /** Code of the plan; made when it is not there. */
  plan?: string;
  status?: 'active' | 'ending' | 'cancelled' | 'expired';
  autoRenew?: boolean;
  startedAt?: Date | string;
  periodStartsAt?: Date | string;
  periodEndsAt?: Date | string;
  endsAt?: Date | string | null;
  termNumber?: number;
  intervalMonths?: number;
  orderNumber?: string;
  /** Minor units, tax included. */
  price?: number;
  tax?: number;
  currency?: string;
  /** Whether the period's invoice is paid; open when not. */
  paid?: boolean;
  /** Service Tags; null for none. */
  serviceTags?: string[] | null;
}

export interface SubscriptionRow {
  id: string;
  accountId: string;
  billingPeriodId: string;
  invoiceId: string;
  paymentId: string | null;
  serviceTags: string[];
}

/**
 * A running monthly subscription, paid, around the instant where the test clock begins
 * (2026-06-10), with its device, billing period, invoice and payment.
 */
export async function makeSubscription(
  sql: Sql,
  wish: SubscriptionWish = {},
): Promise<SubscriptionRow> {
  const accountId = wish.accountId ?? (await makeAccount(sql)).id;
  const id = newId();
  const running = { starts: '2026-06-01T00:00:00Z', ends: '2026-07-01T00:00:00Z' };
  const startsAt = wish.periodStartsAt ?? running.starts;
  const endsAt = wish.periodEndsAt ?? running.ends;
  const [status, autoRenew] = [wish.status ?? 'active', wish.autoRenew ?? true];
  const renews = autoRenew && status === 'active';
  await insertRow(sql, 'subscription', {
    id,
    account_id: accountId,
    plan_code: await ensurePlan(sql, wish.plan ?? 'premium_support'),
    order_number: wish.orderNumber ?? `ORD-${id.slice(-12)}`,
    status,
    auto_renew: autoRenew,
    started_at: wish.startedAt ?? startsAt,
    period_starts_at: startsAt,
    period_ends_at: endsAt,
    term_number: wish.termNumber ?? 1,
    ends_at: wish.endsAt === undefined ? (renews ? null : endsAt) : wish.endsAt,
    interval_months: wish.intervalMonths ?? 1,
    price_amount: wish.price ?? 1_999,
    tax_amount: wish.tax ?? 374,
    currency: wish.currency ?? 'EUR',
    next_invoice_at: renews ? endsAt : null,
  });
  const serviceTags = await addDevices(sql, id, accountId, wish.serviceTags);
  const billed = await bill(sql, id, { ...wish, startsAt, endsAt });
  return { id, accountId, serviceTags, ...billed };
}

async function addDevices(
  sql: Sql,
  subscriptionId: string,
  accountId: string,
  wanted: string[] | null | undefined,
): Promise<string[]> {
  const tags: (string | undefined)[] = wanted === null ? [] : (wanted ?? [undefined]);
  const made: string[] = [];
  for (const serviceTag of tags) {
    const device = await makeDevice(sql, { accountId, serviceTag });
    await insertRow(sql, 'subscription_device', {
      subscription_id: subscriptionId,
      device_id: device.id,
    });
    made.push(device.serviceTag);
  }
  return made;
}

interface Bill extends Pick<SubscriptionWish, 'price' | 'tax' | 'currency' | 'paid'> {
  startsAt: Date | string;
  endsAt: Date | string;
}

async function bill(
  sql: Sql,
  subscriptionId: string,
  wish: Bill,
): Promise<Pick<SubscriptionRow, 'billingPeriodId' | 'invoiceId' | 'paymentId'>> {
  const [billingPeriodId, invoiceId] = [newId(), newId()];
  const money = {
    amount: wish.price ?? 1_999,
    tax: wish.tax ?? 374,
    currency: wish.currency ?? 'EUR',
  };
  await insertRow(sql, 'billing_period', {
    id: billingPeriodId,
    subscription_id: subscriptionId,
    starts_at: wish.startsAt,
    ends_at: wish.endsAt,
  });
  const paid = wish.paid ?? true;
  await insertRow(sql, 'invoice', {
    id: invoiceId,
    subscription_id: subscriptionId,
    billing_period_id: billingPeriodId,
    ...money,
    status: paid ? 'paid' : 'open',
    issued_at: wish.startsAt,
  });
  if (!paid || money.amount === 0) return { billingPeriodId, invoiceId, paymentId: null };
  const paymentId = newId();
  await insertRow(sql, 'payment', {
    id: paymentId,
    invoice_id: invoiceId,
    subscription_id: subscriptionId,
    ...money,
    captured_at: wish.startsAt,
  });
  return { billingPeriodId, invoiceId, paymentId };
}

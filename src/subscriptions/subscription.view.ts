import { ApiProperty } from '@nestjs/swagger';
import { instant, MoneyView } from '../api/schemas.js';
import type { PlanRoute, PlanSegment } from './plan.entity.js';
import type { SubscriptionStatus } from './subscription.entity.js';

export const subscriptionStatuses = ['active', 'ending', 'cancelled', 'expired'] as const;

class DeviceView {
  @ApiProperty({ example: '7XK2P1' })
  serviceTag!: string;
  @ApiProperty({ example: 'XPS' })
  line!: string;
  @ApiProperty()
  model!: string;
}

class PlanView {
  @ApiProperty({ example: 'premium_support' })
  code!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: ['consumer', 'commercial'] })
  segment!: PlanSegment;
  @ApiProperty({ enum: ['self_service', 'order_support'] })
  route!: PlanRoute;
}

class PeriodView {
  @ApiProperty({ format: 'date-time' })
  startsAt!: string;
  @ApiProperty({ format: 'date-time' })
  endsAt!: string;
}

class BillingView {
  @ApiProperty({ example: 'P1M', description: 'ISO 8601 duration of a period' })
  interval!: string;
  @ApiProperty({ type: MoneyView, description: 'Of one period, tax included' })
  price!: MoneyView;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextInvoiceAt!: string | null;
}

class AccountView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  email!: string;
}

/** A subscription as the API shows it. Source: contract, "Subscription". */
export class SubscriptionView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ type: [DeviceView] })
  devices!: DeviceView[];
  @ApiProperty({ type: PlanView })
  plan!: PlanView;
  @ApiProperty({ enum: subscriptionStatuses })
  status!: SubscriptionStatus;
  @ApiProperty()
  autoRenew!: boolean;
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;
  @ApiProperty({ type: PeriodView })
  currentPeriod!: PeriodView;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endsAt!: string | null;
  @ApiProperty({ type: BillingView })
  billing!: BillingView;
  @ApiProperty()
  orderNumber!: string;
  @ApiProperty({ type: AccountView })
  account!: AccountView;
}

export class SubscriptionPage {
  @ApiProperty({ type: [SubscriptionView] })
  data!: SubscriptionView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** A row of `subscriptionSql`. */
export interface SubscriptionRow {
  id: string;
  plan_code: string;
  plan_name: string;
  segment: PlanSegment;
  route: PlanRoute;
  status: SubscriptionStatus;
  auto_renew: boolean;
  started_at: string;
  period_starts_at: string;
  period_ends_at: string;
  ends_at: string | null;
  interval_months: number;
  price_amount: string;
  currency: string;
  next_invoice_at: string | null;
  order_number: string;
  account_id: string;
  email: string;
  devices: string;
}

/** Everything a view needs in one statement, however many rows a page has. `s` is the subscription. */
export const subscriptionSql = `
  select s.id, s.plan_code, p.name as plan_name, p.segment, p.route, s.status, s.auto_renew,
         s.started_at, s.period_starts_at, s.period_ends_at, s.ends_at, s.interval_months,
         s.price_amount, s.currency, s.next_invoice_at, s.order_number, s.account_id, a.email,
         coalesce((select json_agg(json_build_object('serviceTag', d.service_tag, 'line', d.line,
                                                     'model', d.model) order by d.service_tag)
                     from subscription_device sd join device d on d.id = sd.device_id
                    where sd.subscription_id = s.id), '[]')::text as devices
    from subscription s
    join plan p on p.code = s.plan_code
    join account a on a.id = s.account_id`;

/** Whole years as years: `P3Y`, `P1M`, `P18M`. */
export function intervalOf(months: number): string {
  return months % 12 === 0 ? `P${months / 12}Y` : `P${months}M`;
}

export function subscriptionView(row: SubscriptionRow): SubscriptionView {
  return {
    id: row.id,
    devices: JSON.parse(row.devices) as DeviceView[],
    plan: { code: row.plan_code, name: row.plan_name, segment: row.segment, route: row.route },
    status: row.status,
    autoRenew: row.auto_renew,
    startedAt: instant(row.started_at),
    currentPeriod: {
      startsAt: instant(row.period_starts_at),
      endsAt: instant(row.period_ends_at),
    },
    endsAt: instant(row.ends_at),
    billing: {
      interval: intervalOf(row.interval_months),
      price: { amount: Number(row.price_amount), currency: row.currency },
      nextInvoiceAt: instant(row.next_invoice_at),
    },
    orderNumber: row.order_number,
    account: { id: row.account_id, email: row.email },
  };
}

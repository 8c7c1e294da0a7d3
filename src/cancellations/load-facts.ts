import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn } from '../database/joined.js';
import { sql } from '../database/sql.js';
import type { CancellationFacts, InvoiceFacts } from './cancellation-facts.js';
import type { PolicyDocument } from './policy-document.js';

/** Which subscription is asked about, as of when, and by which cancellation (null in a preview). */
export interface FactsKey {
  subscriptionId: string;
  requestedAt: string;
  cancellationId: string | null;
}

/** Everything but the request itself, and what a mail about the contract names. */
export interface ContractFacts extends Omit<CancellationFacts, 'request'> {
  accountId: string;
  openCancellationId: string | null;
  nextInvoiceAt: string | null;
  planName: string;
  orderNumber: string;
  serviceTags: string[];
}

type Row = Omit<ContractFacts, 'otherOpen' | 'invoices' | 'recentCancellations'> & {
  recentCancellations: number;
  invoices: InvoiceFacts[];
};

/** Counted at least, so that a past decision also tells how a stricter or milder policy would see it. */
const COUNTED = 250;

const FACTS = `
  select json_build_object(
    'accountId', s.account_id,
    'account', json_build_object('country', a.country, 'timeZone', a.time_zone),
    'plan', json_build_object('code', p.code, 'route', p.route, 'segment', p.segment,
      'noticeDays', p.notice_days, 'refundSharePercent', p.refund_share_percent,
      'refundConvention', p.refund_convention, 'immediateEnd', p.immediate_end),
    'subscription', json_build_object('id', s.id, 'status', s.status, 'autoRenew', s.auto_renew,
      'startedAt', s.started_at, 'periodStartsAt', s.period_starts_at, 'periodEndsAt', s.period_ends_at,
      'termNumber', s.term_number, 'intervalMonths', s.interval_months, 'endsAt', s.ends_at,
      'currency', s.currency),
    'nextInvoiceAt', s.next_invoice_at,
    'planName', p.name,
    'orderNumber', s.order_number,
    'serviceTags', coalesce((select json_agg(d.service_tag order by d.service_tag)
       from subscription_device sd join device d on d.id = sd.device_id
      where sd.subscription_id = s.id), '[]'::json),
    'openCancellationId', (select o.id from cancellation o where o.subscription_id = s.id
       and o.state in ('requested', 'in_review', 'scheduled', 'failed')),
    'recentCancellations', (select count(*) from (select 1 from cancellation r
       where r.account_id = s.account_id and r.state <> 'revoked'
         and r.requested_at > k.requested_at - interval '24 hours'
         and (r.requested_at, r.id) < (k.requested_at, coalesce(k.cancellation_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
       limit $4) x),
    'invoices', coalesce((select json_agg(json_build_object(
         'id', i.id, 'issuedAt', i.issued_at, 'periodStartsAt', b.starts_at, 'periodEndsAt', b.ends_at, 'amount', i.amount, 'tax', i.tax,
         'status', i.status,
         'credited', coalesce((select sum(n.amount) from credit_note n where n.invoice_id = i.id), 0),
         'payments', coalesce((select json_agg(json_build_object('id', y.id, 'amount', y.amount,
             'tax', y.tax, 'refunded', y.refunded_amount) order by y.id)
           from payment y where y.invoice_id = i.id), '[]'::json)) order by b.starts_at)
       from invoice i join billing_period b on b.id = i.billing_period_id
      where i.subscription_id = s.id and i.status <> 'void'), '[]'::json)
  ) as facts
  from unnest(${joinedColumn('$1', 'uuid')}, ${joinedColumn('$2', 'timestamptz')}, ${joinedColumn('$3', 'uuid')}) with ordinality
       as k (subscription_id, requested_at, cancellation_id, position)
  join subscription s on s.id = k.subscription_id
  join account a on a.id = s.account_id
  join plan p on p.code = s.plan_code
  order by k.position`;

/**
 * Loads the facts of a whole set in one query. What is asked about must exist. Earlier cancellations
 * of an account are counted no further than the policy looks: a set from one large account would
 * else count all of them once per row.
 * @param policy null where nothing is judged, e.g. for a mail
 * @returns one entry per key, in the order of the keys
 */
export async function loadFacts(
  em: SqlEntityManager,
  keys: FactsKey[],
  policy: PolicyDocument | null,
): Promise<ContractFacts[]> {
  const rows = await sql<{ facts: Row }>(em, FACTS, [
    joined(keys.map((key) => key.subscriptionId)),
    joined(keys.map((key) => key.requestedAt)),
    joined(keys.map((key) => key.cancellationId)),
    policy === null ? 0 : Math.max(policy.unusualVolume.perAccountIn24Hours, COUNTED),
  ]);
  return rows.map(({ facts }, index) => ({
    ...facts,
    subscription: {
      ...facts.subscription,
      startedAt: utc(facts.subscription.startedAt),
      periodStartsAt: utc(facts.subscription.periodStartsAt),
      periodEndsAt: utc(facts.subscription.periodEndsAt),
      endsAt: facts.subscription.endsAt === null ? null : utc(facts.subscription.endsAt),
    },
    invoices: facts.invoices.map((invoice) => ({
      ...invoice,
      issuedAt: utc(invoice.issuedAt),
      periodStartsAt: utc(invoice.periodStartsAt),
      periodEndsAt: utc(invoice.periodEndsAt),
    })),
    otherOpen:
      facts.openCancellationId !== null &&
      facts.openCancellationId !== (keys[index]?.cancellationId ?? null),
  }));
}

/** The policy's view of the contract, with the request that is judged; nothing personal in it. */
export function policyFacts(
  contract: ContractFacts,
  request: CancellationFacts['request'],
): CancellationFacts {
  const { account, plan, subscription, otherOpen, recentCancellations, invoices } = contract;
  return { request, account, plan, subscription, otherOpen, recentCancellations, invoices };
}

/** PostgreSQL's JSON time in the one form that compares as text and replays to the same bytes. */
function utc(text: string): string {
  return new Date(text).toISOString();
}

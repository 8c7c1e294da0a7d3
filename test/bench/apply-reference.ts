import type pg from 'pg';
import type { SolvedExample } from './solved-example.js';

/** A cancellation with its outcome, known in advance. */
export interface SolvedId {
  id: string;
  kind: string;
}

/**
 * Hand-written SQL that does for a set what ApplyCancellations does, without deciding: it locks the
 * rows, reads the ids that the new rows name, and writes one prepared statement a table. The long
 * texts travel once per case; the server fills the ids in. This file is the yardstick: leave it alone.
 */
export class ApplyReference {
  private readonly cases: string;

  constructor(
    private readonly pool: pg.Pool,
    examples: ReadonlyMap<string, SolvedExample>,
  ) {
    this.cases = JSON.stringify([...examples].map(([kind, example]) => ({ kind, ...example })));
  }

  /** Carries one set out, in one transaction. */
  async run(set: readonly SolvedId[]): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const ids = set.map(({ id }) => id);
      const { rows } = await client.query<LockedRow>({ ...LOCK, values: [ids] });
      const kinds = new Map(set.map(({ id, kind }) => [id, kind]));
      const column = (name: keyof LockedRow): string[] => rows.map((row) => row[name]);
      const values = [
        this.cases,
        column('id'),
        column('id').map((id) => kinds.get(id)),
        column('subscription'),
        column('invoice'),
        column('payment'),
        column('reference'),
        column('order_number'),
        column('tag'),
        column('account'),
      ];
      const now = new Date();
      await client.query({ ...CANCELLATIONS, values: [...values.slice(0, 4), now] });
      await client.query({ ...DECISIONS, values: [...values.slice(0, 6), now] });
      await client.query({ ...SUBSCRIPTIONS, values: values.slice(0, 4) });
      const refunds = [values[0], values[1], values[2], values[5], now];
      await client.query({ ...REFUNDS, values: refunds });
      await client.query({ ...AUDIT, values: [...values.slice(0, 4), now] });
      await client.query({ ...MAILS, values: [...values.slice(0, 3), ...values.slice(6), now] });
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }
}

interface LockedRow {
  id: string;
  subscription: string;
  invoice: string;
  payment: string;
  reference: string;
  order_number: string;
  tag: string;
  account: string;
}

const LOCK = {
  name: 'reference-lock',
  text: `
    select c.id, s.id as subscription, i.id as invoice, y.id as payment, c.reference, s.order_number,
           v.service_tag as tag, s.account_id as account
      from cancellation c
      join subscription s on s.id = c.subscription_id
      join invoice i on i.subscription_id = s.id
      join payment y on y.invoice_id = i.id
      join subscription_device sd on sd.subscription_id = s.id
      join device v on v.id = sd.device_id
     where c.id = any($1::uuid[]) and c.state = 'requested'
     order by s.id, c.id for no key update of c, s`,
};

const CANCELLATIONS = {
  name: 'reference-cancellations',
  text: `
    update cancellation c
       set state = k.state, effective = k.effective, effective_at = k."effectiveAt",
           decided_at = case when k.decided then $5::timestamptz end,
           completed_at = case when k.state = 'completed' then $5::timestamptz end,
           subscription_before = k."subscriptionBefore"::json, changed_at = $5
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, subscription)
      join jsonb_to_recordset($1::jsonb) as k (kind text, state text, effective text,
           "effectiveAt" timestamptz, decided boolean, "subscriptionBefore" text) using (kind)
     where c.id = r.id`,
};

const DECISIONS = {
  name: 'reference-decisions',
  text: `
    insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
    select uuidv7(), r.id, 1, k.outcome,
           replace(replace(replace(k.facts, '{subscription}', r.subscription::text),
             '{invoice}', r.invoice::text), '{payment}', r.payment::text)::json,
           replace(k.document, '{payment}', r.payment::text)::json, $7
      from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[])
           as r (id, kind, subscription, invoice, payment)
      join jsonb_to_recordset($1::jsonb) as k (kind text, outcome text, facts text, document text) using (kind)`,
};

const SUBSCRIPTIONS = {
  name: 'reference-subscriptions',
  text: `
    update subscription s
       set status = k.subscription ->> 'status', ends_at = (k.subscription ->> 'endsAt')::timestamptz,
           auto_renew = false, next_invoice_at = null
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, subscription)
      join jsonb_to_recordset($1::jsonb) as k (kind text, subscription jsonb) using (kind)
     where s.id = r.subscription and k.subscription ->> 'status' is not null`,
};

const REFUNDS = {
  name: 'reference-refunds',
  text: `
    insert into refund (id, cancellation_id, payment_id, amount, tax, currency, state, next_attempt_at, created_at)
    select uuidv7(), r.id, r.payment, (k.refund ->> 'amount')::bigint, (k.refund ->> 'tax')::bigint,
           k.refund ->> 'currency', 'pending', $5, $5
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, payment)
      join jsonb_to_recordset($1::jsonb) as k (kind text, refund jsonb) using (kind)
     where k.refund ->> 'amount' is not null`,
};

const AUDIT = {
  name: 'reference-audit',
  text: `
    insert into audit_entry (at, action, actor_type, actor_name, subject_type, subject_id, cancellation_id,
           reason, before, after)
    select $5, l.action, 'system', 'apply-cancellations', l."subjectType",
           case l."subjectType" when 'cancellation' then r.id else r.subscription end, r.id, l.reason,
           l.before::jsonb, l.after::jsonb
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, subscription)
      join (select k.kind, l.* from jsonb_to_recordset($1::jsonb) as k (kind text, audit jsonb),
                   jsonb_to_recordset(k.audit) as l (action text, "subjectType" text, reason text,
                     before text, after text)) as l using (kind)`,
};

const MAILS = {
  name: 'reference-mails',
  text: `
    insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state,
           next_attempt_at, created_at)
    select uuidv7(), k.state || ':' || r.id, r.id, r.account, k.state,
           replace(replace(replace(k.mails -> 0 ->> 'data', '{reference}', r.reference),
             '{order}', r.order_number), '{tag}', r.tag)::json, 'pending', $8, $8
      from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[])
           as r (id, kind, reference, order_number, tag, account)
      join jsonb_to_recordset($1::jsonb) as k (kind text, state text, mails jsonb) using (kind)`,
};

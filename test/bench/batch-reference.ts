import type pg from 'pg';
import { v7 } from 'uuid';
import { AFTERWARDS } from './api-reference.js';
import type { BatchLot } from './batch-lots.js';
import type { SolvedExample } from './solved-example.js';

/** As ours: lines per transaction, and transactions at once. */
const SET = 500;
export const CONNECTIONS = 2;

interface Contract {
  line: number;
  subscription: string;
  account: string;
  invoice: string;
  payment: string;
  order: string;
  tag: string;
  kind: string;
  id: string;
  reference: string;
}

/**
 * Hand-written SQL that does for a whole file what a batch does, without deciding and without a queue:
 * it stores the pieces and the lines, and then writes, set by set, declaration and outcome of each
 * line and what follows from it, one prepared statement a table. The long texts travel once per case;
 * the server fills the ids in. This file is the yardstick: leave it alone.
 */
export class BatchReference {
  private readonly cases: string;

  constructor(
    private readonly pool: pg.Pool,
    examples: ReadonlyMap<string, SolvedExample>,
    /** The API key's client and the key, as the declarations name them. */
    private readonly caller: { clientId: string; keyId: string },
  ) {
    this.cases = JSON.stringify([...examples].map(([kind, example]) => ({ kind, ...example })));
  }

  /** From the lines to the last outcome. */
  async run(lot: BatchLot): Promise<void> {
    const id = v7();
    const { clientId, keyId } = this.caller;
    await this.pool.query(BATCH, [
      ...[id, clientId, keyId, lot.hash, lot.csv.length, `${lot.head}\n`, lot.rows.length],
      new Date(),
    ]);
    const starts = Array.from({ length: Math.ceil(lot.rows.length / SET) }, (_, n) => n * SET);
    await this.each(starts, (client, at) => storeLines(client, id, lot, at));
    await this.pool.query(`update batch set state = 'running', started_at = $2 where id = $1`, [
      id,
      new Date(),
    ]);
    await this.each(starts, (client, at) => this.write(client, id, lot, at));
    await this.pool.query(DONE, [id, new Date()]);
    await this.pool.query(BATCH_AUDIT, [id, keyId, new Date()]);
  }

  /** Each set in a transaction of its own, as many at once as there are connections. */
  private async each(
    starts: readonly number[],
    work: (client: pg.PoolClient, at: number) => Promise<void>,
  ): Promise<void> {
    const left = starts.values();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const client = await this.pool.connect();
        try {
          for (const at of left) {
            await client.query('begin');
            await work(client, at);
            await client.query('commit');
          }
          client.release();
        } catch (error) {
          client.release(true);
          throw error;
        }
      }),
    );
  }

  private async write(
    client: pg.PoolClient,
    batchId: string,
    lot: BatchLot,
    at: number,
  ): Promise<void> {
    const now = new Date();
    const range = [batchId, at + 2, at + 1 + SET];
    const { rows: all } = await client.query<Contract>({ ...CONTRACTS, values: range });
    for (const row of all) {
      [row.id, row.kind] = [v7(), lot.rows[row.line - 2]?.kind ?? ''];
    }
    const column = (name: keyof Contract): (string | number)[] => all.map((row) => row[name]);
    const { clientId, keyId } = this.caller;
    const made = await client.query<{ id: string; reference: string }>({
      ...CANCELLATIONS,
      values: [
        ...[column('id'), column('subscription'), column('account'), column('kind')],
        ...[column('line'), clientId, keyId, batchId, now],
      ],
    });
    const references = new Map(made.rows.map((row) => [row.id, row.reference]));
    for (const row of all) row.reference = references.get(row.id) ?? '';
    const [ids, kinds, subscriptions] = [column('id'), column('kind'), column('subscription')];
    const text = [this.cases, ids, kinds, subscriptions];
    const named = [column('reference'), column('order'), column('tag'), column('account')];
    await client.query({ ...DECLARATIONS, values: [this.cases, ids, kinds, now] });
    await client.query({ ...OUTCOMES, values: [this.cases, ids, kinds, now] });
    const facts = [...text, column('invoice'), column('payment'), now];
    await client.query({ ...DECISIONS, values: facts });
    await client.query({ ...SUBSCRIPTIONS, values: text });
    const refunds = [this.cases, ids, kinds, column('payment'), now, AFTERWARDS];
    await client.query({ ...REFUNDS, values: refunds });
    await client.query({ ...AUDIT, values: [...text, keyId, now] });
    const mails = [this.cases, ids, kinds, ...named, now, AFTERWARDS];
    await client.query({ ...MAILS, values: mails });
    await client.query({ ...LINES, values: [this.cases, batchId, column('line'), ids, kinds] });
    await client.query({ ...COUNTS, values: range });
  }
}

async function storeLines(
  client: pg.PoolClient,
  batchId: string,
  lot: BatchLot,
  at: number,
): Promise<void> {
  const rows = lot.rows.slice(at, at + SET);
  const piece = Buffer.from(rows.map(({ text }) => `${text}\n`).join(''));
  const place = [v7(), batchId, at / SET, at + 2, at + 1 + rows.length, rows.length];
  await client.query({ ...CHUNK, values: [...place, piece] });
  await client.query({
    ...CHECKED,
    values: [
      batchId,
      rows.map((_row, n) => at + n + 2),
      rows.map(({ subscriptionId }) => subscriptionId),
      rows.map(({ effective }) => effective),
      rows.map(({ externalRef }) => externalRef),
    ],
  });
}

const BATCH = `
  insert into batch (id, client_id, actor_type, actor_id, actor_name, source, content_hash, content_bytes,
         head, dry_run, mail_digest, line_count, state, created_at, changed_at)
  values ($1, $2, 'client', $3, 'operator', 'csv', $4, $5, $6, false, false, $7, 'checking', $8, $8)`;

const DONE = `
  update batch set state = 'done', checked_at = started_at, finished_at = $2, changed_at = $2 where id = $1`;

const BATCH_AUDIT = `
  insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id)
  select $3, action, 'client', $2, 'operator', 'batch', $1
    from unnest(array['batch.submitted', 'batch.checked', 'batch.done']) as action`;

const CHUNK = {
  name: 'batch-chunk',
  text: `
    insert into batch_chunk (id, batch_id, chunk_no, first_line, last_line, lines, piece, stage, waiting)
    values ($1, $2, $3, $4, $5, $6, $7, 'check', false)`,
};

const CHECKED = {
  name: 'batch-checked',
  text: `
    insert into batch_line (batch_id, line_no, state, subscription_id, reason_code, kind, effective, external_ref)
    select $1, r.line, case when s.id is null then 'invalid' else 'valid' end, s.id, 'unused', 'ordinary',
           r.effective, r.ref
      from unnest($2::int[], $3::uuid[], $4::text[], $5::text[]) as r (line, subscription, effective, ref)
      left join subscription s on s.id = r.subscription`,
};

const CONTRACTS = {
  name: 'batch-contracts',
  text: `
    select l.line_no as line, s.id as subscription, s.account_id as account, i.id as invoice, y.id as payment,
           s.order_number as "order", v.service_tag as tag
      from batch_line l
      join subscription s on s.id = l.subscription_id
      join invoice i on i.subscription_id = s.id
      join payment y on y.invoice_id = i.id
      join subscription_device sd on sd.subscription_id = s.id
      join device v on v.id = sd.device_id
     where l.batch_id = $1 and l.line_no between $2 and $3 and l.state = 'valid'
     order by s.id for update of s`,
};

const CANCELLATIONS = {
  name: 'batch-cancellations',
  text: `
    insert into cancellation (id, reference, subscription_id, account_id, client_id, kind, effective, reason_code,
           external_ref, state, door, actor_type, actor_id, actor_name, requested_at, batch_id, changed_at)
    select r.id, 'CXL-' || lpad(upper(to_hex(nextval('cancellation_reference_seq'))), 8, '0'), r.subscription,
           r.account, $6, 'ordinary', case r.kind when 'complete' then 'immediate' end, 'unused', 'line-' || r.line,
           'requested', 'batch', 'client', $7, 'operator', $9, $8, $9
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[])
           as r (id, subscription, account, kind, line)
    returning id, reference`,
};

const DECLARATIONS = {
  name: 'batch-declarations',
  text: `
    insert into declaration (id, cancellation_id, received_at, door, content)
    select r.id, r.id, $4, 'batch', k.declaration::json
      from unnest($2::uuid[], $3::text[]) as r (id, kind)
      join jsonb_to_recordset($1::jsonb) as k (kind text, declaration text) using (kind)`,
};

const OUTCOMES = {
  name: 'batch-outcomes',
  text: `
    update cancellation c
       set state = k.state, effective = k.effective, effective_at = k."effectiveAt",
           decided_at = case when k.decided then $4::timestamptz end,
           completed_at = case when k.state = 'completed' then $4::timestamptz end,
           subscription_before = k."subscriptionBefore"::json, changed_at = $4
      from unnest($2::uuid[], $3::text[]) as r (id, kind)
      join jsonb_to_recordset($1::jsonb) as k (kind text, state text, effective text,
           "effectiveAt" timestamptz, decided boolean, "subscriptionBefore" text) using (kind)
     where c.id = r.id`,
};

const DECISIONS = {
  name: 'batch-decisions',
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
  name: 'batch-subscriptions',
  text: `
    update subscription s
       set status = k.subscription ->> 'status', ends_at = (k.subscription ->> 'endsAt')::timestamptz,
           auto_renew = false, next_invoice_at = null
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, subscription)
      join jsonb_to_recordset($1::jsonb) as k (kind text, subscription jsonb) using (kind)
     where s.id = r.subscription and k.subscription ->> 'status' is not null`,
};

const REFUNDS = {
  name: 'batch-refunds',
  text: `
    insert into refund (id, cancellation_id, payment_id, amount, tax, currency, state, next_attempt_at, created_at)
    select uuidv7(), r.id, r.payment, (k.refund ->> 'amount')::bigint, (k.refund ->> 'tax')::bigint,
           k.refund ->> 'currency', 'pending', $6, $5
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, payment)
      join jsonb_to_recordset($1::jsonb) as k (kind text, refund jsonb) using (kind)
     where k.refund ->> 'amount' is not null`,
};

const AUDIT = {
  name: 'batch-audit',
  text: `
    insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id,
           cancellation_id, reason, before, after)
    select $6, l.action, l."actorType", case l."actorType" when 'client' then $5::uuid end, l."actorName",
           l."subjectType", case l."subjectType" when 'cancellation' then r.id else r.subscription end, r.id,
           l.reason, l.before::jsonb, replace(l.after, '{subscription}', r.subscription::text)::jsonb
      from unnest($2::uuid[], $3::text[], $4::uuid[]) as r (id, kind, subscription)
      join (select k.kind, l.* from jsonb_to_recordset($1::jsonb) as k (kind text, audit jsonb),
                   jsonb_to_recordset(k.audit) as l (action text, "actorType" text, "actorName" text,
                     "subjectType" text, reason text, before text, after text)) as l using (kind)`,
};

const MAILS = {
  name: 'batch-mails',
  text: `
    insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state,
           next_attempt_at, created_at, bulk)
    select uuidv7(), m.template || ':' || r.id, r.id, r.account, m.template,
           replace(replace(replace(m.data, '{reference}', r.reference), '{order}', r.order_number),
             '{tag}', r.tag)::json, 'pending', $9, $8, true
      from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[])
           as r (id, kind, reference, order_number, tag, account)
      join (select k.kind, m.* from jsonb_to_recordset($1::jsonb) as k (kind text, mails jsonb),
                   jsonb_to_recordset(k.mails) as m (template text, data text)) as m using (kind)`,
};

const LINES = {
  name: 'batch-lines',
  text: `
    update batch_line l set state = k.state, cancellation_id = r.id, codes = k.codes
      from unnest($3::int[], $4::uuid[], $5::text[]) as r (line, id, kind)
      join jsonb_to_recordset($1::jsonb) as k (kind text, state text, codes text[]) using (kind)
     where l.batch_id = $2 and l.line_no = r.line`,
};

const COUNTS = {
  name: 'batch-counts',
  text: `
    update batch_chunk c
       set stage = 'run', completed = n.completed, scheduled = n.scheduled, in_review = n.in_review,
           rejected = n.rejected
      from (select count(*) filter (where state = 'completed') as completed,
                   count(*) filter (where state = 'scheduled') as scheduled,
                   count(*) filter (where state = 'in_review') as in_review,
                   count(*) filter (where state = 'rejected') as rejected
              from batch_line where batch_id = $1 and line_no between $2 and $3) n
     where c.batch_id = $1 and c.first_line = $2`,
};

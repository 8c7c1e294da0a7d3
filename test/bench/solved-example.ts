import type pg from 'pg';

/**
 * One cancellation of a case as our side wrote it. The reference copies it with other ids, so that it
 * decides nothing and computes nothing, and yet writes the same rows, to the byte.
 */
export interface SolvedExample {
  state: string;
  effective: string | null;
  effectiveAt: Date | null;
  /** Text with marks where ids stand; see `marked`. */
  subscriptionBefore: string | null;
  decided: boolean;
  outcome: string;
  facts: string;
  document: string;
  /** Null where the contract was left alone. */
  subscription: { status: string; endsAt: Date } | null;
  refund: { amount: string; tax: string; currency: string } | null;
  /** First those of the declaration, then those of the outcome. */
  audit: SolvedLine[];
  mails: { template: string; data: string }[];
  declaration: string | null;
}

export interface SolvedLine {
  action: string;
  actorType: string;
  actorName: string;
  subjectType: string;
  reason: string | null;
  before: string | null;
  after: string | null;
}

interface Row {
  state: string;
  effective: string | null;
  effective_at: Date | null;
  subscription_before: string | null;
  decided_at: Date | null;
  outcome: string;
  facts: string;
  document: string;
  status: string;
  ends_at: Date;
  amount: string | null;
  refund_tax: string | null;
  currency: string;
  declaration: string | null;
  marks: Record<string, string>;
}

const EXAMPLE = `
  select c.state, c.effective, c.effective_at, c.subscription_before::text, c.decided_at, x.outcome,
         x.facts::text, x.document::text, s.status, s.ends_at, s.currency, r.amount, r.tax as refund_tax,
         (select content::text from declaration where cancellation_id = c.id limit 1) as declaration,
         json_build_object('subscription', s.id, 'invoice', i.id, 'payment', y.id, 'refund', r.id,
           'reference', c.reference, 'order', s.order_number, 'tag', v.service_tag) as marks
    from cancellation c
    join subscription s on s.id = c.subscription_id
    join decision x on x.cancellation_id = c.id
    join invoice i on i.subscription_id = s.id
    join payment y on y.invoice_id = i.id
    join subscription_device sd on sd.subscription_id = s.id
    join device v on v.id = sd.device_id
    left join refund r on r.cancellation_id = c.id
   where c.id = $1`;

const AUDIT = `
  select action, actor_type as "actorType", actor_name as "actorName", subject_type as "subjectType", reason,
         before::text, after::text
    from audit_entry where cancellation_id = $1 and action !~ '^(notification|refund.issued)' order by id`;

const MAILS = `
  select template, data::text from notification
   where cancellation_id = $1 and template <> 'refund_issued' order by id`;

/** Reads what our side made of one cancellation. */
export async function readExample(pool: pg.Pool, cancellationId: string): Promise<SolvedExample> {
  const { rows } = await pool.query<Row>(EXAMPLE, [cancellationId]);
  const row = rows[0];
  if (row === undefined || row.state === 'requested') {
    throw new Error(
      `Our side has not decided ${cancellationId}: there is nothing to compare with.`,
    );
  }
  const audit = await pool.query<SolvedLine>(AUDIT, [cancellationId]);
  const mails = await pool.query<{ template: string; data: string }>(MAILS, [cancellationId]);
  const mark = (text: string): string => marked(text, row.marks);
  const markOrNull = (text: string | null): string | null => (text === null ? null : mark(text));
  return {
    state: row.state,
    effective: row.effective,
    effectiveAt: row.effective_at,
    subscriptionBefore: row.subscription_before,
    decided: row.decided_at !== null,
    outcome: row.outcome,
    facts: mark(row.facts),
    document: mark(row.document),
    subscription: row.status === 'active' ? null : { status: row.status, endsAt: row.ends_at },
    refund:
      row.amount === null
        ? null
        : { amount: row.amount, tax: row.refund_tax ?? '0', currency: row.currency },
    audit: audit.rows.map((line) => ({
      ...line,
      before: markOrNull(line.before),
      after: markOrNull(line.after),
    })),
    mails: mails.rows.map(({ template, data }) => ({ template, data: mark(data) })),
    declaration: markOrNull(row.declaration),
  };
}

/** `{subscription}` for the subscription's id, and so on. */
function marked(text: string, marks: Record<string, string | null>): string {
  return Object.entries(marks).reduce(
    (result, [name, value]) => (value === null ? result : result.replaceAll(value, `{${name}}`)),
    text,
  );
}

/** The example's text with the ids of another row. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

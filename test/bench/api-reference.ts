import { v7 } from 'uuid';
import type pg from 'pg';
import { filled, type SolvedExample } from './solved-example.js';

/** Due after the bench: nobody shall pay and mail what the reference wrote while something is measured. */
export const AFTERWARDS = new Date('9999-01-01T00:00:00Z');

/**
 * One hand-written transaction per cancellation that writes what a request to the API leads to, from
 * declaration to outcome, without deciding and without HTTP: plain prepared statements on a pool of its
 * own. This file is the yardstick: leave it alone.
 */
export class ApiReference {
  constructor(
    private readonly pool: pg.Pool,
    private readonly example: SolvedExample,
    /** The API key's client and the key, as the declaration names them. */
    private readonly caller: { clientId: string; keyId: string },
  ) {}

  /** Cancels one subscription. */
  async run(subscriptionId: string): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await this.write(client, subscriptionId);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  private async write(client: pg.PoolClient, subscriptionId: string): Promise<void> {
    const { example } = this;
    const [id, refundId, requestId, now] = [v7(), v7(), v7(), new Date()];
    const found = await client.query<Contract>({ ...CONTRACT, values: [subscriptionId] });
    const contract = found.rows[0];
    if (contract === undefined) throw new Error(`There is no active contract ${subscriptionId}.`);
    const { clientId, keyId } = this.caller;
    const received = await client.query<{ reference: string }>({
      ...CANCELLATION,
      values: [id, subscriptionId, contract.account, clientId, keyId, now, requestId],
    });
    const reference = received.rows[0]?.reference ?? '';
    const ids = { subscription: subscriptionId, refund: refundId, reference, ...contract };
    const text = (marked: string | null): string | null => marked && filled(marked, ids);
    await client.query({ ...DECLARATION, values: [v7(), id, now, text(example.declaration)] });
    const decision = [v7(), id, example.outcome, text(example.facts), text(example.document), now];
    await client.query({ ...DECISION, values: decision });
    const state = [id, example.state, example.effective, now];
    await client.query({ ...OUTCOME, values: state });
    await client.query({ ...SUBSCRIPTION, values: [subscriptionId, 'cancelled', now] });
    if (example.refund !== null) {
      const { amount, tax, currency } = example.refund;
      const refund = [refundId, id, contract.payment, amount, tax, currency, AFTERWARDS, now];
      await client.query({ ...REFUND, values: refund });
    }
    const subjects: Record<string, string> = { cancellation: id, subscription: subscriptionId };
    const lines = example.audit.map((line) => [
      line.action,
      line.actorType,
      line.actorType === 'client' ? keyId : null,
      line.actorName,
      line.subjectType,
      subjects[line.subjectType] ?? refundId,
      line.reason,
      line.actorType === 'client' ? requestId : null,
      text(line.before),
      text(line.after),
    ]);
    await client.query({ ...audit(lines.length), values: [id, now, ...lines.flat()] });
    const mails = example.mails.map(({ template, data }) => [v7(), template, text(data)]);
    const outgoing = [id, contract.account, now, AFTERWARDS, ...mails.flat()];
    await client.query({ ...notifications(mails.length), values: outgoing });
  }
}

interface Contract {
  account: string;
  invoice: string;
  payment: string;
  order: string;
  tag: string;
}

const CONTRACT = {
  name: 'api-contract',
  text: `
    select s.account_id as account, i.id as invoice, y.id as payment, s.order_number as "order", v.service_tag as tag
      from subscription s
      join invoice i on i.subscription_id = s.id
      join payment y on y.invoice_id = i.id
      join subscription_device sd on sd.subscription_id = s.id
      join device v on v.id = sd.device_id
     where s.id = $1 and s.status = 'active' for update of s`,
};

const CANCELLATION = {
  name: 'api-cancellation',
  text: `
    insert into cancellation (id, reference, subscription_id, account_id, client_id, kind, effective, reason_code,
           state, door, actor_type, actor_id, actor_name, requested_at, request_id, changed_at)
    values ($1, 'CXL-' || lpad(upper(to_hex(nextval('cancellation_reference_seq'))), 8, '0'), $2, $3, $4,
            'ordinary', 'immediate', 'unused', 'requested', 'api', 'client', $5, 'operator', $6, $7, $6)
    returning reference`,
};

const DECLARATION = {
  name: 'api-declaration',
  text: `insert into declaration (id, cancellation_id, received_at, door, content) values ($1, $2, $3, 'api', $4)`,
};

const DECISION = {
  name: 'api-decision',
  text: `
    insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
    values ($1, $2, 1, $3, $4, $5, $6)`,
};

const OUTCOME = {
  name: 'api-outcome',
  text: `
    update cancellation set state = $2, effective = $3, effective_at = $4, decided_at = $4, completed_at = $4,
           changed_at = $4 where id = $1`,
};

const SUBSCRIPTION = {
  name: 'api-subscription',
  text: `
    update subscription set status = $2, ends_at = $3, auto_renew = false, next_invoice_at = null where id = $1`,
};

const REFUND = {
  name: 'api-refund',
  text: `
    insert into refund (id, cancellation_id, payment_id, amount, tax, currency, state, next_attempt_at, created_at)
    values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8)`,
};

/** One statement for all lines of one cancellation; $1 and $2 are its id and the time. */
function audit(lines: number): { name: string; text: string } {
  const rows = Array.from({ length: lines }, (_, n) => {
    const at = (k: number): string => `$${3 + n * 10 + k}`;
    const columns = [0, 1, 2, 3, 4, 5].map(at).join(', ');
    return `($2, ${columns}, $1, ${at(6)}, ${at(7)}, ${at(8)}, ${at(9)})`;
  });
  return {
    name: `api-audit-${lines}`,
    text: `
      insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id,
             cancellation_id, reason, request_id, before, after)
      values ${rows.join(', ')}`,
  };
}

function notifications(mails: number): { name: string; text: string } {
  const rows = Array.from({ length: mails }, (_, n) => {
    const [id, template, data] = [`$${5 + n * 3}`, `$${6 + n * 3}`, `$${7 + n * 3}`];
    return `(${id}, ${template}::text || ':' || $1::text, $1::uuid, $2, ${template}, ${data}, 'pending', $4, $3)`;
  });
  return {
    name: `api-notifications-${mails}`,
    text: `
      insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state,
             next_attempt_at, created_at)
      values ${rows.join(', ')}`,
  };
}

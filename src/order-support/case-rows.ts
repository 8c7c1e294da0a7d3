import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { instant } from '../api/schemas.js';
import { sql } from '../database/sql.js';
import type { CaseView } from './case.view.js';

/** More of one kind has never belonged to one cancellation; the bound keeps an answer from growing. */
const MOST = 200;

/** The parts of a case that are lists, each by an index, as they are: nothing is masked here. */
export type CaseLists = Pick<
  CaseView,
  'declarations' | 'decisions' | 'refunds' | 'others' | 'timeline' | 'mails' | 'notes'
>;

/** @param accountId whose other cancellations are told; null while nobody knows whose it is */
export async function loadCaseLists(
  em: SqlEntityManager,
  id: string,
  accountId: string | null,
): Promise<CaseLists> {
  return {
    declarations: await declarations(em, id),
    decisions: await decisions(em, id),
    refunds: await refunds(em, id),
    others: accountId === null ? [] : await others(em, id, accountId),
    timeline: await timeline(em, id),
    mails: await mails(em, id),
    notes: await notes(em, id),
  };
}

/** Devices and invoices of a subscription, the newest invoice first. */
export async function loadContractLists(
  em: SqlEntityManager,
  subscriptionId: string,
): Promise<Pick<NonNullable<CaseView['subscription']>, 'devices' | 'invoices'>> {
  const devices = await sql<{ serviceTag: string; line: string; model: string }>(
    em,
    `select d.service_tag as "serviceTag", d.line, d.model
       from subscription_device x join device d on d.id = x.device_id
      where x.subscription_id = $1 order by d.service_tag limit ${MOST}`,
    [subscriptionId],
  );
  const rows = await sql<{
    number: string;
    amount: string;
    refunded: string;
    currency: string;
    status: string;
    issued_at: string;
  }>(
    em,
    `select i.number, i.amount, i.currency, i.status, i.issued_at,
            coalesce((select sum(p.refunded_amount) from payment p where p.invoice_id = i.id), 0) as refunded
       from invoice i where i.subscription_id = $1 order by i.issued_at desc, i.id desc limit ${MOST}`,
    [subscriptionId],
  );
  const invoices = rows.map(({ number, amount, refunded, currency, status, issued_at: at }) => ({
    number,
    amount: { amount: Number(amount), currency },
    refunded: { amount: Number(refunded), currency },
    status,
    issuedAt: instant(at),
  }));
  return { devices, invoices };
}

async function declarations(em: SqlEntityManager, id: string): Promise<CaseView['declarations']> {
  const rows = await sql<{
    id: string;
    at: string;
    door: string;
    content: Record<string, unknown>;
  }>(
    em,
    `select id, received_at as at, door, content from declaration
      where cancellation_id = $1 order by received_at, id limit ${MOST}`,
    [id],
  );
  return rows.map(({ at, ...row }) => ({ ...row, receivedAt: instant(at) }));
}

async function decisions(em: SqlEntityManager, id: string): Promise<CaseView['decisions']> {
  const rows = await sql<Omit<CaseView['decisions'][number], 'decidedAt'> & { at: string }>(
    em,
    `select id, decided_at as at, outcome, policy_version as "policyVersion",
            document -> 'rules' as rules, facts
       from decision where cancellation_id = $1 order by id desc limit ${MOST}`,
    [id],
  );
  return rows.map(({ at, ...row }) => ({ ...row, decidedAt: instant(at) }));
}

async function refunds(em: SqlEntityManager, id: string): Promise<CaseView['refunds']> {
  const rows = await sql<
    Omit<CaseView['refunds'][number], 'amount'> & { amount: string; currency: string }
  >(
    em,
    `select r.id, r.amount, r.currency, r.state, r.hold_codes as "holdCodes", r.last_error as "lastError",
            case when m.id is not null
                 then json_build_object('id', m.id, 'name', m.name) end as "releaseProposedBy"
       from refund r left join staff_member m on m.id = r.release_proposed_by
      where r.cancellation_id = $1 order by r.id limit ${MOST}`,
    [id],
  );
  return rows.map(({ amount, currency, ...row }) => ({
    ...row,
    amount: { amount: Number(amount), currency },
  }));
}

async function others(
  em: SqlEntityManager,
  id: string,
  accountId: string,
): Promise<CaseView['others']> {
  const rows = await sql<Omit<CaseView['others'][number], 'requestedAt'> & { at: string }>(
    em,
    `select c.id, c.reference, c.state, c.kind, p.name as plan, c.requested_at as at
       from cancellation c
       left join subscription s on s.id = c.subscription_id
       left join plan p on p.code = s.plan_code
      where c.account_id = $2 and c.id <> $1 order by c.requested_at desc limit 50`,
    [id, accountId],
  );
  return rows.map(({ at, ...row }) => ({ ...row, requestedAt: instant(at) }));
}

async function timeline(em: SqlEntityManager, id: string): Promise<CaseView['timeline']> {
  const rows = await sql<{
    at: string;
    action: string;
    type: string;
    actor: string | null;
    name: string;
    reason: string | null;
    detail: unknown;
  }>(
    em,
    `select e.at, e.action, e.actor_type as type, e.actor_id as actor,
            coalesce(m.name, e.actor_name) as name, e.reason, e.after as detail
       from audit_entry e
       left join staff_member m on e.actor_type = 'staff' and m.id = e.actor_id
      where e.cancellation_id = $1 order by e.at, e.id limit 1000`,
    [id],
  );
  return rows.map(({ at, action, type, actor, name, reason, detail }) => ({
    at: instant(at),
    action,
    actor: { type, id: actor, name },
    reason,
    detail,
  }));
}

async function mails(em: SqlEntityManager, id: string): Promise<CaseView['mails']> {
  const rows = await sql<
    Omit<CaseView['mails'][number], 'createdAt' | 'sentAt'> & { at: string; sent: string | null }
  >(
    em,
    `select n.id, n.template, n.state, n.subject, coalesce(n.recipient, a.email) as recipient, n.text,
            n.created_at as at, n.sent_at as sent
       from notification n left join account a on a.id = n.account_id
      where n.cancellation_id = $1 order by n.created_at, n.id limit ${MOST}`,
    [id],
  );
  return rows.map(({ at, sent, ...row }) => ({
    ...row,
    createdAt: instant(at),
    sentAt: instant(sent),
  }));
}

async function notes(em: SqlEntityManager, id: string): Promise<CaseView['notes']> {
  const rows = await sql<{ id: string; at: string; member: string; name: string; text: string }>(
    em,
    `select n.id, n.created_at as at, n.member_id as member, m.name, n.text
       from case_note n join staff_member m on m.id = n.member_id
      where n.cancellation_id = $1 order by n.id limit ${MOST}`,
    [id],
  );
  return rows.map(({ id: note, at, member, name, text }) => ({
    id: note,
    at: instant(at),
    by: { id: member, name },
    text,
  }));
}

import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn, joinedJson } from '../database/joined.js';
import { sql } from '../database/sql.js';
import { newId } from '../shared/ids.js';

/** A mail to be written down beside the transition that it tells of. */
export interface OutgoingMail {
  /** What makes the mail unique, e.g. `scheduled:<cancellationId>`: a second one is not written. */
  dedupeKey: string;
  /** The cancellation that it tells of; null for a mail about the account itself. */
  cancellationId: string | null;
  /** Whose name, address, language and time zone the mail uses; null where no account matched. */
  accountId: string | null;
  template: string;
  /** What the template needs, without personal data: names and addresses are read at the sending. */
  data: object;
  createdAt: Date;
  /** Only where the mail does not go to the account's own address. */
  recipient?: string | null;
  /** One of very many: it goes out when nothing else waits, without a hint of its own. */
  bulk?: boolean;
}

/**
 * Writes the mails in the transaction of `em`, by one statement, and answers the ids of those that
 * are new and not bulk: hints for the queue, to be added after the commit. Safe to repeat: the dedupe
 * key decides.
 */
export async function queueNotifications(
  em: SqlEntityManager,
  rows: readonly OutgoingMail[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const written = await sql<{ id: string }>(em, INSERT, [
    joined(rows.map(() => newId())),
    joined(rows.map(({ dedupeKey }) => dedupeKey)),
    joined(rows.map(({ cancellationId }) => cancellationId)),
    joined(rows.map(({ accountId }) => accountId)),
    joined(rows.map(({ template }) => template)),
    joinedJson(rows.map(({ data }) => data)),
    rows.map(({ recipient }) => recipient ?? null),
    joined(rows.map(({ createdAt }) => createdAt.toISOString())),
    rows.map(({ bulk }) => bulk ?? false),
  ]);
  return written.map(({ id }) => id);
}

const INSERT = `
  with written as (
    insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state,
                              recipient, next_attempt_at, created_at, bulk)
    select id, dedupe_key, cancellation_id, account_id, template, data, 'pending',
           recipient, created_at, created_at, bulk
      from unnest(${joinedColumn('$1', 'uuid')}, ${joinedColumn('$2', 'text')}, ${joinedColumn('$3', 'uuid')},
           ${joinedColumn('$4', 'uuid')}, ${joinedColumn('$5', 'text')}, ${joinedColumn('$6', 'json')},
           $7::text[], ${joinedColumn('$8', 'timestamptz')}, $9::boolean[])
           as r (id, dedupe_key, cancellation_id, account_id, template, data, recipient, created_at, bulk)
    on conflict (dedupe_key) do nothing
    returning id, bulk)
  select id from written where not bulk`;

/**
 * Takes back what is not sent yet, in the transaction of `em`; what is sent stays sent. With
 * `templates` only mails of these. Answers the ids of what was withdrawn.
 */
export async function withdrawNotifications(
  em: SqlEntityManager,
  cancellationIds: readonly string[],
  templates?: readonly string[],
): Promise<string[]> {
  if (cancellationIds.length === 0) return [];
  const withdrawn = await sql<{ id: string }>(
    em,
    `update notification set state = 'withdrawn', next_attempt_at = null
      where cancellation_id = any($1::uuid[]) and state = 'pending'
        and ($2::text[] is null or template = any($2::text[]))
     returning id`,
    [cancellationIds, templates ?? null],
  );
  return withdrawn.map(({ id }) => id);
}

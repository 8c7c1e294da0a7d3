import type { EntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn } from '../database/joined.js';
import { sql } from '../database/sql.js';
import { isUuid } from '../shared/ids.js';
import type { CancellationRequest } from './cancellation-request.js';

/** The contract that a declaration is about. */
export interface Target {
  id: string;
  account_id: string;
  status: string;
  plan_name: string;
  order_number: string;
  service_tags: string[];
}

/** The cancellation that holds the one open place of a subscription. */
export interface OpenOne {
  id: string;
  reference: string;
  kind: string;
  subscription_id: string;
}

/** The visible contracts, keyed by the position of the request that names them. */
export async function findTargets(
  em: EntityManager,
  requests: readonly CancellationRequest[],
): Promise<Map<string, Target>> {
  if (requests.every(({ subscriptionId }) => subscriptionId === null)) return new Map();
  const keys = requests.map(({ subscriptionId, visibility }) => ({
    subscription_id: subscriptionId !== null && isUuid(subscriptionId) ? subscriptionId : null,
    client_id: visibility === null || visibility.operator ? null : visibility.clientId,
  }));
  const rows = await sql<Target & { position: string }>(em, FIND_TARGETS, [
    joined(keys.map((key) => key.subscription_id)),
    joined(keys.map((key) => key.client_id)),
  ]);
  return new Map(rows.map((row) => [`${Number(row.position) - 1}`, row]));
}

/** Locked in the order in which ApplyCancellations locks, so that the two never wait in a ring. */
export async function findOpen(
  em: EntityManager,
  subscriptionIds: string[],
): Promise<Map<string, OpenOne>> {
  if (subscriptionIds.length === 0) return new Map();
  const rows = await sql<OpenOne>(
    em,
    `select id, reference, kind, subscription_id from cancellation
      where subscription_id = any($1::uuid[]) and state in ('requested', 'in_review', 'scheduled', 'failed')
      order by subscription_id, id for no key update`,
    [subscriptionIds],
  );
  return new Map(rows.map((row) => [row.subscription_id, row]));
}

const FIND_TARGETS = `
  select k.position, s.id, s.account_id, s.status, s.order_number, p.name as plan_name,
         array(select d.service_tag from subscription_device sd join device d on d.id = sd.device_id
                where sd.subscription_id = s.id order by d.service_tag) as service_tags
    from unnest(${joinedColumn('$1', 'uuid')}, ${joinedColumn('$2', 'uuid')}) with ordinality
         as k (subscription_id, client_id, position)
    join subscription s on s.id = k.subscription_id
    join plan p on p.code = s.plan_code
   where k.client_id is null
      or exists (select 1 from client_account c
                  where c.client_id = k.client_id and c.account_id = s.account_id)`;

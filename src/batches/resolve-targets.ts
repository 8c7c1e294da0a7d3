import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { joined, joinedColumn } from '../database/joined.js';
import { sql } from '../database/sql.js';
import type { BatchLine } from './parse-batch-line.js';

/** The subscription of a line, or the code of why there is none; neither for a line that is wrong. */
export type Target =
  { id: string; code?: undefined } | { id?: undefined; code: string } | undefined;

interface Candidate {
  position: string;
  id: string;
  status: string;
  fits: boolean;
}

/**
 * Finds what the lines name, in one query for ids and one for Service Tags. What the client may not see
 * does not exist for it. A device may have had several subscriptions of one plan: what runs comes
 * first, then what ends, then what has ended; where that leaves two, only the sender knows which.
 */
export async function resolveTargets(
  em: SqlEntityManager,
  lines: readonly BatchLine[],
  clientId: string | null,
  operator: boolean,
): Promise<Target[]> {
  const seenBy = operator ? null : clientId;
  const wanted = lines.map(({ request }) => request);
  const byId = wanted.flatMap((request, index) => (request?.subscriptionId ? [index] : []));
  const byTag = wanted.flatMap((request, index) =>
    request && request.subscriptionId === null ? [index] : [],
  );
  const found = new Map<number, Candidate[]>();
  const search = async (indexes: number[], text: string): Promise<void> => {
    if (indexes.length === 0) return;
    const rows = await sql<Candidate>(em, text, [
      joined(indexes.map((index) => wanted[index]?.subscriptionId ?? null)),
      joined(indexes.map((index) => wanted[index]?.serviceTag ?? null)),
      joined(indexes.map((index) => wanted[index]?.planCode ?? null)),
      seenBy,
    ]);
    for (const row of rows) {
      const index = indexes[Number(row.position) - 1] ?? -1;
      found.set(index, [...(found.get(index) ?? []), row]);
    }
  };
  await search(byId, BY_ID);
  await search(byTag, BY_TAG);
  return wanted.map((request, index) =>
    request === null ? undefined : choose(found.get(index) ?? []),
  );
}

const tiers: readonly (readonly string[])[] = [['active'], ['ending'], ['cancelled', 'expired']];

function choose(candidates: readonly Candidate[]): Target {
  if (candidates.some(({ fits }) => !fits)) return { code: 'contradicting_subscription' };
  const best = tiers
    .map((statuses) => candidates.filter(({ status }) => statuses.includes(status)))
    .find((tier) => tier.length > 0);
  if (best === undefined) return { code: 'subscription_not_found' };
  const [only] = best;
  return best.length === 1 && only ? { id: only.id } : { code: 'ambiguous_service_tag' };
}

const VISIBLE = `($4::uuid is null or exists (select 1 from client_account ca
         where ca.client_id = $4 and ca.account_id = s.account_id))`;

const WANTED = `unnest(${joinedColumn('$1', 'uuid')}, ${joinedColumn('$2', 'text')}, ${joinedColumn('$3', 'text')})
         with ordinality as k (subscription_id, service_tag, plan_code, position)`;

/** A line may name its subscription twice; then both have to agree. */
const BY_ID = `
  select k.position, s.id, s.status,
         (k.plan_code is null or k.plan_code = s.plan_code)
           and (k.service_tag is null or exists (select 1 from subscription_device sd
                  join device d on d.id = sd.device_id
                 where sd.subscription_id = s.id and d.service_tag = k.service_tag)) as fits
    from ${WANTED}
    join subscription s on s.id = k.subscription_id
   where ${VISIBLE}`;

const BY_TAG = `
  select k.position, s.id, s.status, true as fits
    from ${WANTED}
    join device d on d.service_tag = k.service_tag
    join subscription_device sd on sd.device_id = d.id
    join subscription s on s.id = sd.subscription_id and s.plan_code = k.plan_code
   where ${VISIBLE}`;

import type { EntityManager } from '@mikro-orm/postgresql';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { operatorActor } from '../shared/actor.js';
import { demoPlans } from './demo-catalogue.js';
import { MAKE_ACCOUNTS, MAKE_SERVICES, STORE } from './seed-statements.js';

export interface Seeded {
  accounts: number;
  subscriptions: number;
}

/** Accounts in one transaction: large enough for the bulk, small enough for progress. */
const CHUNK = 10_000;

/**
 * Writes made-up accounts in bulk, each with one or two devices and subscriptions with their current
 * period, paid. The n-th account is the same in every database; a repeated call goes on after the
 * last one.
 */
export async function seedAccounts(
  em: EntityManager,
  accounts: number,
  now: Date,
  progress: (done: number) => void,
): Promise<Seeded> {
  await writePlans(em.fork());
  const seeded: Seeded = { accounts: 0, subscriptions: 0 };
  while (seeded.accounts < accounts) {
    const size = Math.min(CHUNK, accounts - seeded.accounts);
    seeded.subscriptions += await em.fork().transactional((tx) => writeChunk(tx, size, now));
    seeded.accounts += size;
    progress(seeded.accounts);
  }
  await analyse(em.fork());
  await recordAudit(em.fork(), [
    {
      at: now,
      action: 'seed.finished',
      actor: operatorActor,
      subjectType: 'installation',
      subjectId: 'seed',
      after: seeded,
    },
  ]);
  return seeded;
}

async function writeChunk(tx: EntityManager, size: number, now: Date): Promise<number> {
  // Two calls at once take turns, so that both find where the other stopped.
  await sql(tx, 'select pg_advisory_xact_lock($1)', [7_236_514_084]);
  const [last] = await sql<{ n: number }>(
    tx,
    `select coalesce(max(substr(external_id, 6))::int, 0) as n from account
      where external_id ~ '^seed-[0-9]{9}$'`,
  );
  const first = (last?.n ?? 0) + 1;
  const range = [first, first + size - 1, now.toISOString()];
  await sql(tx, MAKE_ACCOUNTS, range);
  await sql(tx, MAKE_SERVICES, [now.toISOString()]);
  for (const statement of STORE) await sql(tx, statement);
  const [made] = await sql<{ n: number }>(tx, 'select count(*)::int as n from seed_service');
  return made?.n ?? 0;
}

async function writePlans(em: EntityManager): Promise<void> {
  await sql(
    em,
    `insert into plan (code, name, route, segment, notice_days, immediate_end)
     select code, name, route, segment, notice_days, immediate_end
       from jsonb_to_recordset($1::jsonb) as r (code text, name text, route text, segment text,
            notice_days integer, immediate_end boolean)
     on conflict (code) do nothing`,
    [JSON.stringify(demoPlans)],
  );
}

/** Plans of statements made for empty tables would be wrong for full ones. */
async function analyse(em: EntityManager): Promise<void> {
  await sql(
    em,
    'analyze account, device, subscription, subscription_device, billing_period, invoice, payment',
  );
}

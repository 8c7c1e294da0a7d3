import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { reasonCodes } from '../cancellations/cancellation.entity.js';
import { sql } from '../database/sql.js';
import { seedAccounts } from './seed-accounts.js';

export interface BatchFileWritten {
  file: string;
  lines: number;
  /** Lines that are wrong on purpose. */
  faulty: number;
  /** Accounts that had to be made up, for there were too few subscriptions. */
  accounts: number;
}

const PAGE = 5_000;
/** Every fiftieth line is wrong, in one of these ways by turns. */
const FAULTY_EVERY = 50;
const FAULTS: readonly ((id: string, n: number) => string)[] = [
  (id) => `${id},,,no_such_reason,,`,
  (_id, n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')},,,unused,,fault-${n}`,
  (id) => `${id},,,,,`,
  () => ',NOPE,premium_support,unused,,',
  (id) => `${id},unused`,
];

interface Source {
  id: string;
  service_tag: string | null;
  plan_code: string;
}

/**
 * Writes a batch file for trying out, about running subscriptions that nobody has cancelled yet; makes
 * up as many accounts as it lacks. Half of the lines name a Service Tag where that is enough.
 */
export async function writeBatchFile(
  em: EntityManager,
  file: string,
  lines: number,
  now: Date,
  progress: (done: number) => void,
): Promise<BatchFileWritten> {
  const accounts = await ensureSubscriptions(em, lines, now);
  const out = createWriteStream(file);
  const written: BatchFileWritten = { file, lines: 0, faulty: 0, accounts };
  out.write('subscription_id,service_tag,plan_code,reason_code,comment,external_ref\n');
  let after: string | null = null;
  while (written.lines < lines) {
    const rows: Source[] = await sql<Source>(em.fork(), CANCELLABLE, [after, PAGE]);
    const some = rows.slice(0, lines - written.lines);
    for (const row of some) {
      const n = ++written.lines;
      const isFaulty = n % FAULTY_EVERY === 0;
      if (isFaulty) written.faulty += 1;
      const fault = FAULTS[(n / FAULTY_EVERY) % FAULTS.length];
      const text = isFaulty && fault ? fault(row.id, n) : rightLine(row, n);
      if (!out.write(`${text}\n`)) await once(out, 'drain');
    }
    progress(written.lines);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  out.end();
  await finished(out);
  return written;
}

function rightLine({ id, service_tag: tag, plan_code: plan }: Source, n: number): string {
  const reason = reasonCodes[n % reasonCodes.length];
  const target = n % 2 === 0 && tag !== null ? `,${tag},${plan}` : `${id},,`;
  return `${target},${reason},${n % 7 === 0 ? '"moved, and ""done"" with it"' : ''},line-${n}`;
}

async function ensureSubscriptions(em: EntityManager, wanted: number, now: Date): Promise<number> {
  let accounts = 0;
  for (;;) {
    const [found] = await sql<{ n: number }>(
      em.fork(),
      `select count(*)::int as n from (${CANCELLABLE.replace('limit $2', 'limit $2::int')}) x`,
      [null, wanted],
    );
    const missing = wanted - (found?.n ?? 0);
    if (missing <= 0) return accounts;
    accounts += (await seedAccounts(em, missing, now, () => undefined)).accounts;
  }
}

/** The tag only where it leads to this subscription alone. */
const CANCELLABLE = `
  select s.id, s.plan_code,
         (select min(d.service_tag) from subscription_device sd join device d on d.id = sd.device_id
           where sd.subscription_id = s.id
             and not exists (select 1 from subscription_device o join subscription t on t.id = o.subscription_id
                              where o.device_id = d.id and t.id <> s.id and t.plan_code = s.plan_code)
         ) as service_tag
    from subscription s
   where ($1::uuid is null or s.id > $1) and s.status = 'active'
     and not exists (select 1 from cancellation c where c.subscription_id = s.id
           and c.state in ('requested', 'in_review', 'scheduled', 'failed'))
   order by s.id limit $2`;

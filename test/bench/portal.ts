import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { hashPassword } from '../../src/accounts/passwords/password-hash.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { seedAccounts } from '../../src/demo/seed-accounts.js';
import { PASSWORD } from '../factories/password.js';
import { AppProcess } from './app-process.js';
import { withBenchDatabase } from './bench-database.js';
import { measurePage } from './measure-page.js';
import { portalPages, withoutSignIn, type VisitorAddresses } from './portal-pages.js';
import { PortalVisitor, type Answer } from './portal-visitor.js';
import { say, type Result } from './report.js';
import { settleDatabase } from './seed.js';

const SIZES = '10000,100000,1000000';
/** `desk seed` makes three subscriptions for two accounts. */
const PER_ACCOUNT = 1.5;
const VISITORS = 40;

/** Somebody who is signed in, with what their pages are about. */
interface Customer extends VisitorAddresses {
  browser: PortalVisitor;
}

interface Ground {
  app: AppProcess;
  pool: pg.Pool;
}

/**
 * How long each page of the doors takes and what it weighs, with so many subscriptions in the
 * database. One visitor after another asks, so a figure is the time of one page at a server that is
 * at rest; the reference is `/healthz`, which only says that the process lives.
 */
export async function benchPortal(): Promise<Result[]> {
  const sizes = (process.env['BENCH_PORTAL_SIZES'] ?? SIZES).split(',').map(Number);
  return withBenchDatabase(async ({ url }) => {
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    const app = await AppProcess.start({ DATABASE_URL: url });
    const results: Result[] = [];
    try {
      for (const size of sizes) {
        await grow(url, pool, size);
        results.push(...(await benchSize({ app, pool }, size)));
      }
    } finally {
      await app.stop();
      await pool.end();
    }
    return results;
  });
}

/** Adds accounts until there are that many subscriptions. */
async function grow(url: string, pool: pg.Pool, size: number): Promise<void> {
  const { rows } = await pool.query<{ n: string }>('select count(*) as n from subscription');
  const missing = Math.ceil((size - Number(rows[0]?.n ?? 0)) / PER_ACCOUNT);
  say(`portal: seeding up to ${size} subscriptions`);
  const orm = await MikroORM.init(ormOptions(url, 2));
  try {
    if (missing > 0) await seedAccounts(orm.em, missing, new Date(), () => undefined);
  } finally {
    await orm.close(true);
  }
  await settleDatabase(pool);
}

async function benchSize({ app, pool }: Ground, size: number): Promise<Result[]> {
  const customers = await signInCustomers({ app, pool });
  const stranger = new PortalVisitor(app.url);
  const assets = await assetBytes(stranger);
  const results: Result[] = [];
  try {
    for (const [page, address] of Object.entries(portalPages)) {
      const ask = (at: number): Promise<Answer> => {
        const customer = customers[at % customers.length] as Customer;
        const browser = withoutSignIn.has(page) ? stranger : customer.browser;
        return browser.get(address(customer));
      };
      const reference = (): Promise<Answer> => stranger.get('/healthz');
      const measured = await measurePage(page, ask, reference);
      const { ours, p95, bytes } = measured;
      say(`portal: ${size} subscriptions, ${page}: median ${ours} ms, p95 ${p95} ms`);
      results.push({
        ...measured,
        name: `portal ${page} at ${size}`,
        unit: 'ms',
        peakRssMb: app.peakRssMb(),
        page,
        subscriptions: size,
        kilobytes: kilobytes(bytes + assets),
        htmlKilobytes: kilobytes(bytes),
      });
    }
  } finally {
    for (const browser of [stranger, ...customers.map((customer) => customer.browser)]) {
      browser.close();
    }
  }
  return results;
}

/** Customers from all over the table with two subscriptions that can be cancelled: one is, one stays. */
async function signInCustomers({ app, pool }: Ground): Promise<Customer[]> {
  const { rows } = await pool.query<{ id: string; email: string; ids: string[]; tags: string[] }>(
    CUSTOMERS,
    [VISITORS],
  );
  await pool.query(
    `insert into account_password (account_id, password_hash, changed_at)
     select id, $2, now() from unnest($1::uuid[]) as id on conflict do nothing`,
    [rows.map(({ id }) => id), await hashPassword(PASSWORD)],
  );
  const customers: Customer[] = [];
  for (const { email, ids, tags } of rows) {
    const [subscription = '', other = ''] = ids;
    const browser = new PortalVisitor(app.url);
    await browser.session.signIn(email, PASSWORD);
    const confirmation = await browser.cancel(`/digital-locker/subscriptions/${other}/cancel`);
    const { text } = await browser.session.get(confirmation);
    const receipt = /href="(\/receipts\/[\w-]+)"/.exec(text)?.[1] ?? '';
    customers.push({ browser, subscription, serviceTag: tags[0] ?? '', confirmation, receipt });
  }
  return customers;
}

const CUSTOMERS = `
  select a.id, a.email, array_agg(s.id::text order by s.id) as ids,
         array_agg(d.service_tag order by s.id) as tags
    from subscription s
    join account a on a.id = s.account_id
    join plan p on p.code = s.plan_code and p.route = 'self_service'
    join subscription_device sd on sd.subscription_id = s.id
    join device d on d.id = sd.device_id
   where s.status = 'active' and s.auto_renew and s.period_ends_at > now() + interval '2 days'
     and not exists (select 1 from cancellation c where c.account_id = a.id)
   group by a.id having count(*) = 2
   order by md5(a.id::text) limit $1`;

/** Style sheet and script, which every page loads. */
async function assetBytes(visitor: PortalVisitor): Promise<number> {
  const { text } = await visitor.session.get('/');
  const addresses = [...text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
    (found) => found[1],
  );
  let bytes = 0;
  for (const address of addresses) bytes += (await visitor.get(address ?? '')).bytes;
  return bytes;
}

const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10;

import pg from 'pg';
import { makeStaff, STAFF_PASSWORD } from '../factories/staff.js';
import { AppProcess } from './app-process.js';
import { withBenchDatabase } from './bench-database.js';
import { growConsoleGround } from './console-ground.js';
import { measurePage } from './measure-page.js';
import { PortalVisitor, type Answer } from './portal-visitor.js';
import { say, type Result } from './report.js';

const SIZES = '10000,100000,1000000';
/** As many different records as questions are asked in a round, so that no answer serves twice. */
const SAMPLES = 40;

/** What stands in addresses: one of each for every question. */
interface Sample {
  account: string;
  email: string;
  subscription: string;
  order: string;
  tag: string;
  cancellation: string;
  reference: string;
  review: string;
  decision: string;
  mail: string;
}

const list = (type: string, query = ''): string =>
  `/admin/api/resources/${type}/actions/list?perPage=25${query}`;
const show = (type: string, id: string): string =>
  `/admin/api/resources/${type}/records/${id}/show`;

/** Every list, filter and record page of the console by the calls it makes. */
const pages: Readonly<Record<string, (sample: Sample) => string>> = {
  home: () => '/admin/api/home',
  'home, flow by day': () => '/admin/api/home/flow?by=day',
  'review queue': () => '/admin/api/reviews',
  'review queue by plan': () => '/admin/api/reviews?plan=prosupport',
  'review queue by reason': () => '/admin/api/reviews?reason=order_support_plan',
  'review queue by door': () => '/admin/api/reviews?door=api',
  'review queue by country': () => '/admin/api/reviews?country=PL',
  'review queue by reference': ({ reference }) => `/admin/api/reviews?search=${reference}`,
  'review queue by e-mail': ({ email }) => `/admin/api/reviews?search=${email}`,
  'review queue by Service Tag': ({ tag }) => `/admin/api/reviews?search=${tag}`,
  'review queue by order': ({ order }) => `/admin/api/reviews?search=${order}`,
  case: ({ review }) => `/admin/api/cases/${review}`,
  'case that is done': ({ cancellation }) => `/admin/api/cases/${cancellation}`,
  'find a customer': ({ email }) => `/admin/api/customers?search=${email}`,
  'cancel options': ({ subscription }) => `/admin/api/subscriptions/${subscription}/cancel-options`,
  accounts: () => list('accounts'),
  'accounts by e-mail': ({ email }) => list('accounts', `&filters.email=${email}`),
  'account record': ({ account }) => show('accounts', account),
  devices: () => list('devices'),
  'devices by Service Tag': ({ tag }) => list('devices', `&filters.serviceTag=${tag}`),
  subscriptions: () => list('subscriptions'),
  'subscriptions by status': () => list('subscriptions', '&filters.status=active'),
  'subscriptions by plan': () => list('subscriptions', '&filters.plan=prosupport'),
  'subscriptions by order': ({ order }) => list('subscriptions', `&filters.orderNumber=${order}`),
  'subscription record': ({ subscription }) => show('subscriptions', subscription),
  cancellations: () => list('cancellations'),
  'cancellations, last page': () => list('cancellations', '&page=40'),
  'cancellations by state': () => list('cancellations', '&filters.state=completed'),
  'cancellations by state, door': () =>
    list('cancellations', '&filters.state=in_review&filters.door=no_login'),
  'cancellations by a rare door': () =>
    list('cancellations', '&filters.state=completed&filters.door=order_support'),
  'cancellations of a day': () =>
    list('cancellations', `&filters.requestedAt~~from=${yesterday()}`),
  'cancellation record': ({ cancellation }) => show('cancellations', cancellation),
  decisions: () => list('decisions'),
  'decision record': ({ decision }) => show('decisions', decision),
  invoices: () => list('invoices'),
  'invoices by status': () => list('invoices', '&filters.status=paid'),
  payments: () => list('payments'),
  'payments of a subscription': ({ subscription }) =>
    list('payments', `&filters.subscriptionId=${subscription}`),
  refunds: () => list('refunds'),
  'refunds that are held': () => list('refunds', '&filters.state=held'),
  notifications: () => list('notifications'),
  'notifications that failed': () => list('notifications', '&filters.state=failed'),
  'notification record': ({ mail }) => show('notifications', mail),
  audit: () => list('audit'),
  'audit of a cancellation': ({ cancellation }) =>
    list('audit', `&filters.cancellationId=${cancellation}`),
  'audit of a subject': ({ cancellation }) => list('audit', `&filters.subjectId=${cancellation}`),
  'audit of the staff': () =>
    list('audit', '&filters.staffId=0190aaaa-0000-7000-8000-000000000001'),
  'audit of a day by action': () =>
    list('audit', `&filters.at~~from=${yesterday()}&filters.action=refund.issued`),
  batches: () => '/admin/api/batches',
  runs: () => '/admin/api/runs',
};

/**
 * How long each call of the console takes with so many subscriptions in the database; one after the
 * other at a server at rest, the reference is `/healthz`, as in the bench `portal`.
 */
export async function benchConsole(): Promise<Result[]> {
  const sizes = (process.env['BENCH_CONSOLE_SIZES'] ?? SIZES).split(',').map(Number);
  return withBenchDatabase(async ({ url }) => {
    const pool = new pg.Pool({ connectionString: url, max: 4 });
    const app = await AppProcess.start({ DATABASE_URL: url });
    const results: Result[] = [];
    try {
      const visitor = await signIn(app.url, pool);
      for (const size of sizes) {
        await growConsoleGround(url, pool, size);
        results.push(...(await benchSize(app, visitor, await takeSamples(pool), size)));
      }
      visitor.close();
    } finally {
      await app.stop();
      await pool.end();
    }
    return results;
  });
}

async function benchSize(
  app: AppProcess,
  visitor: PortalVisitor,
  samples: readonly Sample[],
  size: number,
): Promise<Result[]> {
  const results: Result[] = [];
  const reference = (): Promise<Answer> => visitor.get('/healthz');
  for (const [page, address] of Object.entries(pages)) {
    const ask = (at: number): Promise<Answer> =>
      visitor.get(address(samples[at % samples.length] as Sample));
    const measured = await measurePage(page, ask, reference);
    say(`console: ${size}, ${page}: median ${measured.ours} ms, p95 ${measured.p95} ms`);
    results.push({
      ...measured,
      name: `console ${page} at ${size}`,
      unit: 'ms',
      peakRssMb: app.peakRssMb(),
      page,
      subscriptions: size,
      kilobytes: Math.round(measured.bytes / 100) / 10,
    });
  }
  return results;
}

async function signIn(url: string, pool: pg.Pool): Promise<PortalVisitor> {
  const sql = async <Row>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query(text, [...parameters])).rows as Row[];
  const member = await makeStaff(sql, { role: 'supervisor' });
  const visitor = new PortalVisitor(url, { Origin: url });
  const { status } = await visitor.session.post('/admin/login', {
    _token: null,
    email: member.email,
    password: STAFF_PASSWORD,
  });
  if (status !== 303) throw new Error(`The sign-in of the bench was answered ${status}.`);
  return visitor;
}

/** From all over the tables, so that caches help no more than they do in life. */
async function takeSamples(pool: pg.Pool): Promise<Sample[]> {
  const { rows } = await pool.query<Sample>(SAMPLES_SQL, [SAMPLES]);
  if (rows.length === 0) throw new Error('There is nothing to ask for.');
  return rows;
}

const SAMPLES_SQL = `
  with done as (select c.* from cancellation c
                 where c.state = 'completed' and exists (select 1 from decision d where d.cancellation_id = c.id)
                   and exists (select 1 from notification n where n.cancellation_id = c.id)
                 order by md5(c.id::text) limit $1),
       waits as (select id, row_number() over () as n from (
                   select id from cancellation where state = 'in_review' order by md5(id::text) limit $1) w),
       numbered as (select done.*, row_number() over () as n from done)
  select a.id as account, a.email, s.id as subscription, s.order_number as "order",
         coalesce((select d.service_tag from subscription_device sd join device d on d.id = sd.device_id
                    where sd.subscription_id = s.id limit 1), 'NONE123') as tag,
         c.id as cancellation, c.reference, w.id as review,
         (select id from decision where cancellation_id = c.id limit 1) as decision,
         (select id from notification where cancellation_id = c.id limit 1) as mail
    from numbered c join waits w on w.n = c.n
    join subscription s on s.id = c.subscription_id join account a on a.id = s.account_id`;

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString();
}

import { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { ormOptions } from '../../src/database/orm-options.js';
import { flowColumns, flowSql } from '../../src/home-figures/flow-events.js';
import { seedAccounts } from '../../src/demo/seed-accounts.js';
import { say } from './report.js';
import { settleDatabase } from './seed.js';

/** `desk seed` makes three subscriptions for two accounts. */
const PER_ACCOUNT = 1.5;
/** Per subscription: a year of a busy desk. */
const CANCELLATIONS = 2;
const AUDIT_ENTRIES = 10;

/**
 * Fills the database up to so many subscriptions, with twice as many cancellations, their decisions
 * and mails, and ten times as many audit entries. One cancellation of two hundred waits in review.
 */
export async function growConsoleGround(url: string, pool: pg.Pool, size: number): Promise<void> {
  const { rows } = await pool.query<{ n: string }>('select count(*) as n from subscription');
  const before = Number(rows[0]?.n ?? 0);
  say(`console: seeding up to ${size} subscriptions`);
  const orm = await MikroORM.init(ormOptions(url, 2));
  try {
    const missing = Math.ceil((size - before) / PER_ACCOUNT);
    if (missing > 0) await seedAccounts(orm.em, missing, new Date(), () => undefined);
  } finally {
    await orm.close(true);
  }
  for (const [what, statement, times] of GROUND) {
    say(`console: ${what}`);
    await pool.query(statement, [before * times, size * times]);
  }
  say('console: hours of the flow');
  await countFlow(pool);
  await settleDatabase(pool);
}

/** What the clock would have counted by and by, in one go. */
async function countFlow(pool: pg.Pool): Promise<void> {
  await pool.query('truncate flow_hour');
  await pool.query(
    `insert into flow_hour (hour, door, plan_code, ${flowColumns.join(', ')}) ${flowSql('e.id > 0')}`,
  );
  await pool.query(
    `update flow_mark set counted_id = n.last, next_id = n.last
       from (select coalesce(max(id), 0) as last from audit_entry) n`,
  );
}

/** $1 of them are there, there shall be $2. */
const GROUND: readonly (readonly [what: string, statement: string, times: number])[] = [
  [
    'cancellations',
    `insert into cancellation (id, reference, subscription_id, account_id, kind, reason_code, state, door,
            actor_type, actor_name, requested_at, decided_at, effective_at, completed_at, changed_at, due_at,
            review_reasons, review_plan, review_country)
     select uuidv7(), 'CXL-' || lpad(translate(upper(to_hex(n)), 'ILOU', '1100'), 8, '0'), s.id, s.account_id,
            case when n % 20 = 0 then 'withdrawal' else 'ordinary' end, 'unused',
            case when n % 200 = 0 then 'in_review' when n % 50 = 1 then 'rejected' else 'completed' end,
            (array['api', 'digital_locker', 'my_account', 'no_login', 'batch'])[(n + n / 200) % 5 + 1],
            'client', 'bench', at, at, at,
            case when n % 200 <> 0 and n % 50 <> 1 then at end, at, at + interval '24 hours',
            case when n % 200 > 0 then '{}' when n % 2000 = 0 then '{extraordinary_ground}'
                 else '{order_support_plan,commercial_segment}' end::text[],
            case when n % 200 = 0 then s.plan_code end, case when n % 200 = 0 then s.country end
       from (select i as n, now() - make_interval(secs => ($2 - i) * 15.0) as at
               from generate_series($1::bigint + 1, $2::bigint) i) made
       join (select s.id, s.account_id, s.plan_code, a.country, row_number() over (order by s.id) - 1 as position
               from subscription s join account a on a.id = s.account_id) s
         on s.position = n / 2 % greatest($2::bigint / 2, 1)
      order by n
     on conflict do nothing`,
    CANCELLATIONS,
  ],
  [
    'declarations and decisions',
    `with fresh as (select id, requested_at from cancellation c
                     where $1::bigint <= $2::bigint and not exists (select 1 from declaration d where d.cancellation_id = c.id)),
          declared as (insert into declaration (id, cancellation_id, received_at, door, content)
                       select id, id, requested_at, 'api', '{"kind": "ordinary"}' from fresh returning 1)
     insert into decision (id, cancellation_id, policy_version, outcome, facts, document, decided_at)
     select uuidv7(), id, 1, 'review', '{}',
            '{"end":"review","rules":[{"code":"order_support_plan","speaksTo":"end","passed":false,"verdict":"review","detail":"The route is order_support."}]}',
            requested_at from fresh`,
    CANCELLATIONS,
  ],
  [
    'mails',
    `insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state, recipient,
            locale, message_id, subject, html, text, created_at, sent_at)
     select uuidv7(), 'bench:' || id, id, account_id, 'completed', '{}', 'sent', 'bench@example.com', 'en',
            'bench-' || id, 'Your subscription has ended', '<p>It has ended.</p>', 'It has ended.',
            requested_at, requested_at
       from cancellation c where $1::bigint <= $2::bigint
        and not exists (select 1 from notification n where n.cancellation_id = c.id)`,
    CANCELLATIONS,
  ],
  [
    'audit entries',
    `insert into audit_entry (at, action, actor_type, actor_id, actor_name, subject_type, subject_id, cancellation_id,
            after)
     select now() - make_interval(secs => ($2 - n) * 3.0),
            (array['cancellation.requested', 'cancellation.completed', 'subscription.ended', 'refund.issued',
                   'notification.sent'])[n % 5 + 1],
            case when n % 1000 = 0 then 'staff' else 'system' end,
            case when n % 1000 = 0 then '0190aaaa-0000-7000-8000-000000000001'::uuid end, 'bench', 'cancellation',
            c.id::text, c.id, '{"state": "completed"}'
       from generate_series($1::bigint + 1, $2::bigint) n
       join (select id, row_number() over (order by id) - 1 as position from cancellation) c
         on c.position = n % (select count(*) from cancellation)`,
    AUDIT_ENTRIES,
  ],
];

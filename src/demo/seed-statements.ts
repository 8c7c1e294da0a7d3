/**
 * A UUIDv7 as an SQL expression: the milliseconds of a time and the hash of a name.
 * Both are SQL expressions.
 */
function uuid7(time: string, name: string): string {
  const hash = `md5(${name})`;
  const milliseconds = `lpad(to_hex(floor(extract(epoch from ${time}) * 1000)::bigint), 12, '0')`;
  return `(${milliseconds} || '7' || substr(${hash}, 1, 3) || '8' || substr(${hash}, 4, 15))::uuid`;
}

/** The k-th 31-bit number, 0 to 3, in the hash `h`. */
function part(k: number): string {
  return `(('x' || substr(h, ${k * 8 + 1}, 8))::bit(32)::bigint & 2147483647)`;
}

const MODULUS = 36 ** 6;

/**
 * The Service Tag of the i-th device: `S` and six symbols of a permuted counter, so that they are
 * unique and look it; those of the demo begin otherwise.
 */
const SERVICE_TAG = `'S' || ${[5, 4, 3, 2, 1, 0]
  .map(
    (power) =>
      `substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', ((tag / ${36 ** power}) % 36)::int + 1, 1)`,
  )
  .join(' || ')}`;

/** Odd and no multiple of 3, so prime to 36^6: multiplying by it permutes. */
const TAG_FACTOR = 1_103_515_247;

const COUNTRIES = `(values
  (0, 'PL', 'pl', 'Europe/Warsaw', 'PLN', 23, 4.3),
  (1, 'DE', 'de', 'Europe/Berlin', 'EUR', 19, 1.0),
  (2, 'US', 'en', 'America/New_York', 'USD', 8, 1.1),
  (3, 'GB', 'en', 'Europe/London', 'GBP', 20, 0.9),
  (4, 'FR', 'fr', 'Europe/Paris', 'EUR', 20, 1.0),
  (5, 'IN', 'en', 'Asia/Kolkata', 'INR', 18, 60.0))
  as land (n, country, language, time_zone, currency, vat, factor)`;

/** Prices in euro cents for one period; `upto` cuts the hundred, so it weighs the mix. */
const PLANS = `(values
  (35, 'premium_support', 1, 999, 0.9),
  (60, 'premium_support_plus', 12, 26900, 0.9),
  (75, 'apex_device_manage', 1, 599, 0.9),
  (83, 'prosupport', 36, 54900, 0.0),
  (92, 'prosupport_plus', 12, 39900, 1.0),
  (100, 'prosupport_flex', 1, 7900, 1.0))
  as plan (upto, plan_code, months, price, renewing)`;

function pick(names: string[], number: string): string {
  return `(array[${names.map((name) => `'${name}'`).join(', ')}])[(${number} % ${names.length})::int + 1]`;
}

const FIRST = [
  'Anna',
  'Jan',
  'Marie',
  'Lukas',
  'Emma',
  'Oliver',
  'Chloe',
  'Louis',
  'Priya',
  'Arjun',
];
const LAST = [
  'Nowak',
  'Schmidt',
  'Johnson',
  'Taylor',
  'Martin',
  'Sharma',
  'Wagner',
  'Brown',
  'Petit',
];

/** $1 and $2: the first and last number; $3: now. */
export const MAKE_ACCOUNTS = `
  create temporary table seed_account on commit drop as
  select ${uuid7('created_at', `'seed account ' || n`)} as id, n, h, name, country, language,
         time_zone, currency, vat, factor, created_at
    from (select serial as n, h, land.country, land.language, land.time_zone, land.currency, land.vat,
                 land.factor, ${pick(FIRST, part(1))} || ' ' || ${pick(LAST, part(2))} as name,
                 $3::timestamptz - make_interval(days => 400 + (${part(3)} % 1500)::int) as created_at
            from generate_series($1::int, $2::int) as serial,
                 lateral (select md5('account ' || serial) as h) as hashed
            join ${COUNTRIES} on land.n = ${part(0)} % 6) as made`;

/** $1: now. One service for every account, a second one for every other. */
export const MAKE_SERVICES = `
  create temporary table seed_service on commit drop as
  select ${uuid7('account_created_at', `'seed device ' || i`)} as device_id,
         ${uuid7('started_at', `'seed subscription ' || i`)} as id,
         ${uuid7('period_starts_at', `'seed period ' || i`)} as period_id,
         ${uuid7('period_starts_at', `'seed invoice ' || i`)} as invoice_id,
         ${uuid7('period_starts_at', `'seed payment ' || i`)} as payment_id,
         ${SERVICE_TAG} as service_tag, timed.*
    from (select placed.*, (i * ${TAG_FACTOR}) % ${MODULUS} as tag,
                 (local_start - make_interval(months => months * (term - 1))) at time zone time_zone as started_at,
                 local_start at time zone time_zone as period_starts_at,
                 (local_start + make_interval(months => months)) at time zone time_zone as period_ends_at,
                 round(amount * vat / (100 + vat))::bigint as tax
            from (select account.id as account_id, account.created_at as account_created_at, i, h,
                         account.time_zone, account.currency, account.vat, plan.plan_code, plan.months,
                         round(plan.price * account.factor)::bigint as amount,
                         ${part(1)} % 1000 < plan.renewing * 1000 as renews,
                         case when ${part(1)} % 1000 < plan.renewing * 1000 then (${part(2)} % 3)::int + 1 else 1 end as term,
                         date_trunc('day', $1::timestamptz at time zone account.time_zone)
                           - make_interval(days => (${part(3)} % (28 * months))::int) as local_start
                    from (select seed_account.id, created_at, time_zone, currency, vat, factor,
                                 n::bigint * 2 + k as i, md5('service ' || (n::bigint * 2 + k)) as h
                            from seed_account, generate_series(0, n % 2) as k) as account
                    join ${PLANS} on ${part(0)} % 100 < plan.upto and ${part(0)} % 100 >= coalesce(
                         (select max(other.upto) from ${PLANS.replace('as plan (', 'as other (')}
                           where other.upto < plan.upto), 0)) as placed) as timed`;

/** From the temporary tables into the real ones. */
export const STORE = [
  `insert into account (id, external_id, name, email, country, language, time_zone, created_at)
   select id, 'seed-' || lpad(n::text, 9, '0'), name,
          'customer-' || lpad(n::text, 6, '0') || '@example.com', country, language, time_zone, created_at
     from seed_account order by n`,
  `insert into device (id, account_id, service_tag, line, model, created_at)
   select device_id, account_id, service_tag, ${pick(['Inspiron', 'XPS', 'Alienware'], 'tag')},
          ${pick(['Inspiron 14', 'XPS 13', 'Alienware m16'], 'tag')}, account_created_at
     from seed_service order by i`,
  `insert into subscription (id, account_id, plan_code, order_number, status, auto_renew, started_at,
          period_starts_at, period_ends_at, term_number, ends_at, interval_months, price_amount,
          tax_amount, currency, next_invoice_at, created_at)
   select id, account_id, plan_code, (800000000 + i)::text, 'active', renews, started_at,
          period_starts_at, period_ends_at, term, case when renews then null else period_ends_at end,
          months, amount, tax, currency, case when renews then period_ends_at end, started_at
     from seed_service order by i`,
  `insert into subscription_device (subscription_id, device_id)
   select id, device_id from seed_service order by i`,
  `insert into billing_period (id, subscription_id, starts_at, ends_at)
   select period_id, id, period_starts_at, period_ends_at from seed_service order by i`,
  `insert into invoice (id, subscription_id, billing_period_id, amount, tax, currency, status, issued_at)
   select invoice_id, id, period_id, amount, tax, currency, 'paid', period_starts_at
     from seed_service order by i`,
  `insert into payment (id, invoice_id, subscription_id, amount, tax, currency, gateway_reference, captured_at)
   select payment_id, invoice_id, id, amount, tax, currency, 'seed-' || i, period_starts_at
     from seed_service order by i`,
];

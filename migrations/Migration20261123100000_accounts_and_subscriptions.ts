import { Migration } from '@mikro-orm/migrations';

/** Who buys (accounts, devices), what is sold (plans) and what runs (subscriptions, their periods). */
export class Migration20261123100000_accounts_and_subscriptions extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table installation (
        only_row boolean primary key default true check (only_row),
        reference_key bytea not null default sha256(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')),
        demo_seeded_at timestamptz(3),
        created_at timestamptz(3) not null default now()
      );
    `);
    this.addSql(`insert into installation default values;`);
    this.addSql(`
      create table account (
        id uuid primary key,
        external_id text unique,
        name text not null,
        email text not null check (email like '%_@_%'),
        country char(2) not null check (country ~ '^[A-Z]{2}$'),
        language text not null default 'en',
        time_zone text not null default 'UTC',
        created_at timestamptz(3) not null default now()
      );
    `);
    this.addSql(`create unique index account_email_unique on account (lower(email));`);
    this.addSql(`
      create table device (
        id uuid primary key,
        external_id text unique,
        account_id uuid not null references account (id),
        service_tag text not null unique check (service_tag ~ '^[A-Z0-9]{5,7}$'),
        line text not null,
        model text not null,
        created_at timestamptz(3) not null default now()
      );
    `);
    this.addSql(`create index device_account on device (account_id);`);
    this.addSql(`
      create table plan (
        code text primary key check (code ~ '^[a-z][a-z0-9_]{1,62}$'),
        external_id text unique,
        name text not null,
        route text not null check (route in ('self_service', 'order_support')),
        segment text not null check (segment in ('consumer', 'commercial')),
        notice_days integer not null default 0 check (notice_days between 0 and 365),
        refund_share_percent integer not null default 100 check (refund_share_percent between 0 and 100),
        refund_convention text not null default 'day_used'
          check (refund_convention in ('day_used', 'day_unused', 'second')),
        immediate_end boolean not null default true,
        created_at timestamptz(3) not null default now()
      );
    `);
    this.addSql(`
      create table subscription (
        id uuid primary key,
        external_id text unique,
        account_id uuid not null references account (id),
        plan_code text not null references plan (code),
        order_number text not null,
        status text not null check (status in ('active', 'ending', 'cancelled', 'expired')),
        auto_renew boolean not null,
        started_at timestamptz(3) not null,
        period_starts_at timestamptz(3) not null,
        period_ends_at timestamptz(3) not null,
        term_number integer not null default 1 check (term_number >= 1),
        ends_at timestamptz(3),
        interval_months integer not null check (interval_months between 1 and 120),
        price_amount bigint not null check (price_amount >= 0),
        tax_amount bigint not null default 0 check (tax_amount between 0 and price_amount),
        currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
        next_invoice_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        check (period_starts_at < period_ends_at),
        check (started_at <= period_starts_at),
        check (status not in ('ending', 'cancelled') or ends_at is not null),
        check (auto_renew or ends_at is not null),
        check (status not in ('cancelled', 'expired') or next_invoice_at is null)
      );
    `);
    this.addSql(`create index subscription_account on subscription (account_id, id desc);`);
    this.addSql(`create index subscription_order_number on subscription (order_number);`);
    this.addSql(
      `create index subscription_to_renew on subscription (period_ends_at) where status in ('active', 'ending');`,
    );
    this.addSql(`
      create table subscription_device (
        subscription_id uuid not null references subscription (id),
        device_id uuid not null references device (id),
        primary key (subscription_id, device_id)
      );
    `);
    this.addSql(`create index subscription_device_device on subscription_device (device_id);`);
    this.addSql(`
      create table billing_period (
        id uuid primary key,
        subscription_id uuid not null references subscription (id),
        starts_at timestamptz(3) not null,
        ends_at timestamptz(3) not null,
        unique (subscription_id, starts_at),
        check (starts_at < ends_at)
      );
    `);
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop table billing_period, subscription_device, subscription, plan, device, account, installation;`,
    );
  }
}

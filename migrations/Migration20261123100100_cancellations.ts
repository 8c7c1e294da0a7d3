import { Migration } from '@mikro-orm/migrations';

/** Policies, cancellations with their declarations and decisions; clients and their API keys. */
export class Migration20261123100100_cancellations extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table client (
        id uuid primary key,
        name text not null unique,
        operator boolean not null default false,
        created_at timestamptz not null default now()
      );
    `);
    this.addSql(`
      create table client_account (
        client_id uuid not null references client (id),
        account_id uuid not null references account (id),
        primary key (client_id, account_id)
      );
    `);
    this.addSql(`
      create table api_key (
        id uuid primary key,
        client_id uuid not null references client (id),
        name text not null,
        key_hash bytea not null unique check (length(key_hash) = 32),
        scopes text[] not null,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );
    `);
    this.addSql(`
      create table idempotency_key (
        client_id uuid not null references client (id),
        key text not null check (length(key) between 1 and 255),
        request_hash bytea not null,
        response_status integer,
        response_body json,
        response_headers json,
        created_at timestamptz not null default now(),
        primary key (client_id, key),
        check ((response_status is null) = (response_body is null))
      );
    `);
    this.addSql(`create index idempotency_key_created on idempotency_key (created_at);`);
    this.addSql(`
      create table policy (
        version integer primary key check (version > 0),
        document json not null,
        effective_from timestamptz not null,
        activated_by text not null,
        created_at timestamptz not null default now()
      );
    `);
    this.addSql(`create sequence cancellation_reference_seq maxvalue 34359738367;`);
    this.addSql(`
      create table cancellation (
        id uuid primary key,
        reference text not null unique check (reference ~ '^CXL-[0-9A-HJKMNP-TV-Z]{8}$'),
        subscription_id uuid references subscription (id),
        account_id uuid references account (id),
        client_id uuid references client (id),
        kind text not null check (kind in ('ordinary', 'extraordinary', 'withdrawal')),
        effective text check (effective in ('end_of_period', 'immediate')),
        wished_end timestamptz,
        ground text,
        reason_code text not null check (reason_code in ('too_expensive', 'unused', 'switched_service',
          'missing_features', 'low_quality', 'too_complex', 'customer_service', 'device_sold', 'other')),
        reason_comment text,
        external_ref text,
        state text not null check (state in ('requested', 'in_review', 'scheduled', 'completed',
          'rejected', 'failed', 'revoked')),
        door text not null check (door in ('digital_locker', 'my_account', 'no_login', 'order_support',
          'batch', 'api')),
        actor_type text not null check (actor_type in ('customer', 'staff', 'client', 'operator', 'system')),
        actor_id uuid,
        actor_name text not null,
        actor_role text check (actor_role in ('agent', 'supervisor', 'auditor', 'administrator')),
        quote json,
        approval json,
        proposal json,
        requested_at timestamptz not null,
        decided_at timestamptz,
        effective_at timestamptz,
        completed_at timestamptz,
        failed_from text check (failed_from in ('requested', 'in_review', 'scheduled')),
        attempts integer not null default 0,
        last_error text,
        subscription_before json,
        request_id text,
        changed_at timestamptz not null,
        check (kind <> 'extraordinary' or ground is not null),
        check (state not in ('scheduled', 'completed') or (effective_at is not null and decided_at is not null)),
        check ((state = 'completed') = (completed_at is not null)),
        check ((state = 'failed') = (failed_from is not null))
      );
    `);
    this.addSql(`
      create unique index cancellation_one_open on cancellation (subscription_id)
        where state in ('requested', 'in_review', 'scheduled', 'failed');
    `);
    this.addSql(
      `create index cancellation_waiting on cancellation (changed_at) where state = 'requested';`,
    );
    this.addSql(
      `create index cancellation_approved on cancellation (changed_at) where state = 'in_review' and approval is not null;`,
    );
    this.addSql(
      `create index cancellation_due on cancellation (effective_at) where state = 'scheduled';`,
    );
    this.addSql(
      `create index cancellation_subscription on cancellation (subscription_id, id desc);`,
    );
    this.addSql(`create index cancellation_account on cancellation (account_id, requested_at);`);
    this.addSql(
      `create index cancellation_external_ref on cancellation (client_id, external_ref) where external_ref is not null;`,
    );
    this.addSql(`create index cancellation_state on cancellation (state, id desc);`);
    this.addSql(`
      create table declaration (
        id uuid primary key,
        cancellation_id uuid not null references cancellation (id),
        received_at timestamptz not null,
        door text not null,
        content json not null
      );
    `);
    this.addSql(`create index declaration_cancellation on declaration (cancellation_id);`);
    this.addSql(`
      create table decision (
        id uuid primary key,
        cancellation_id uuid not null references cancellation (id),
        policy_version integer not null references policy (version),
        outcome text not null check (outcome in ('complete', 'schedule', 'review', 'reject')),
        facts json not null,
        document json not null,
        decided_at timestamptz not null
      );
    `);
    this.addSql(`create index decision_cancellation on decision (cancellation_id, id desc);`);
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop table decision, declaration, cancellation, policy, idempotency_key, api_key, client_account, client;`,
    );
    this.addSql(`drop sequence cancellation_reference_seq;`);
  }
}

import { Migration } from '@mikro-orm/migrations';

/** The staff of the console: members, second factors, links, identities, sessions, failed sign-ins. */
export class Migration20261125130000_staff extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table staff_member (
        id uuid primary key,
        email text not null check (email <> ''),
        name text not null check (name <> ''),
        role text not null check (role in ('agent', 'supervisor', 'auditor', 'administrator')),
        language text not null default 'en' check (language in ('en', 'pl', 'de')),
        password_hash text check (password_hash like '$argon2id$%'),
        password_changed_at timestamptz,
        disabled_at timestamptz,
        session_epoch integer not null default 0,
        totp_secret bytea,
        totp_since timestamptz,
        totp_last_step bigint,
        created_at timestamptz not null,
        created_by uuid references staff_member (id),
        check ((totp_secret is null) = (totp_since is null))
      );
    `);
    this.addSql(`create unique index staff_member_email on staff_member (lower(email));`);
    this.addSql(`
      create index staff_member_administrators on staff_member (id)
        where role = 'administrator' and disabled_at is null;
    `);
    // Hashes of 80 random bits: looked up by member and hash together, so no salt is needed.
    this.addSql(`
      create table staff_recovery_code (
        member_id uuid not null references staff_member (id),
        code_hash bytea not null check (length(code_hash) = 32),
        used_at timestamptz,
        primary key (member_id, code_hash)
      );
    `);
    this.addSql(`
      create table staff_link (
        id uuid primary key,
        member_id uuid not null references staff_member (id),
        token_hash bytea not null unique check (length(token_hash) = 32),
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      );
    `);
    this.addSql(`create index staff_link_open on staff_link (member_id) where used_at is null;`);
    this.addSql(`create index staff_link_expires on staff_link (expires_at);`);
    this.addSql(`
      create table staff_identity (
        issuer text not null,
        subject text not null,
        member_id uuid not null references staff_member (id),
        created_at timestamptz not null,
        primary key (issuer, subject)
      );
    `);
    this.addSql(`create index staff_identity_member on staff_identity (member_id);`);
    // The columns of connect-pg-simple; what sessions are listed and ended by is read out of them.
    this.addSql(`
      create table staff_session (
        sid text primary key,
        sess json not null,
        expire timestamptz not null,
        id uuid generated always as ((sess->>'staffSessionId')::uuid) stored,
        member_id uuid generated always as ((sess->>'staffId')::uuid) stored
      );
    `);
    this.addSql(`create index staff_session_expire on staff_session (expire);`);
    this.addSql(`create index staff_session_member on staff_session (member_id, id);`);
    // Wrong passwords and codes by member, and by the keyed hash of addresses that nobody has.
    this.addSql(`
      create table staff_failure (
        key text primary key,
        failures integer not null,
        since timestamptz not null,
        locked_until timestamptz
      );
    `);
    this.addSql(`create index staff_failure_since on staff_failure (since);`);
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop table staff_failure, staff_session, staff_identity, staff_link, staff_recovery_code, staff_member;`,
    );
  }
}

import { Migration } from '@mikro-orm/migrations';

/** Sign-in at the customer's doors: passwords, identities of a provider, sessions, resets, limits. */
export class Migration20261125100000_portal_accounts extends Migration {
  override async up(): Promise<void> {
    // Every session carries the number it began under; raising it ends them all, also those that
    // another process is just about to write down.
    this.addSql(`alter table account add column session_epoch integer not null default 0;`);
    this.addSql(`
      create table account_password (
        account_id uuid primary key references account (id),
        password_hash text not null check (password_hash like '$argon2id$%'),
        changed_at timestamptz not null
      );
    `);
    this.addSql(`
      create table account_identity (
        issuer text not null,
        subject text not null,
        account_id uuid not null references account (id),
        created_at timestamptz not null,
        primary key (issuer, subject)
      );
    `);
    this.addSql(`create index account_identity_account on account_identity (account_id);`);
    // The columns are those of connect-pg-simple; its json, not jsonb, keeps what was written.
    this.addSql(`
      create table portal_session (
        sid text primary key,
        sess json not null,
        expire timestamptz not null
      );
    `);
    this.addSql(`create index portal_session_expire on portal_session (expire);`);
    this.addSql(`create index portal_session_account on portal_session ((sess->>'accountId'));`);
    this.addSql(`
      create table password_reset (
        id uuid primary key,
        account_id uuid not null references account (id),
        requested_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz
      );
    `);
    this.addSql(
      `create index password_reset_open on password_reset (account_id) where used_at is null;`,
    );
    this.addSql(`create index password_reset_expires on password_reset (expires_at);`);
    // The columns are those of rate-limiter-flexible: expire in milliseconds since 1970.
    this.addSql(`
      create table portal_limit (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      );
    `);
    this.addSql(`create index portal_limit_expire on portal_limit (expire);`);
    // The hash of the demo password that was set last: another one is set at the next start.
    this.addSql(`alter table installation add column demo_password_hash text;`);
    // Mails about an account tell of no cancellation.
    this.addSql(`alter table notification alter column cancellation_id drop not null;`);
    this.addSql(`
      alter table notification add constraint notification_about_something
        check (cancellation_id is not null or account_id is not null);
    `);
  }

  override async down(): Promise<void> {
    this.addSql(`delete from notification where cancellation_id is null;`);
    this.addSql(`
      alter table notification drop constraint notification_about_something,
        alter column cancellation_id set not null;
    `);
    this.addSql(
      `drop table portal_limit, password_reset, portal_session, account_identity, account_password;`,
    );
    this.addSql(`alter table installation drop column demo_password_hash;`);
    this.addSql(`alter table account drop column session_epoch;`);
  }
}

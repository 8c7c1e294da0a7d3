import { Migration } from '@mikro-orm/migrations';

/** The append-only audit log and the outgoing mail. */
export class Migration20261123100300_audit_and_notifications extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table audit_entry (
        id bigint generated always as identity primary key,
        at timestamptz not null,
        action text not null check (action ~ '^[a-z_]+\\.[a-z_]+$'),
        actor_type text not null check (actor_type in ('customer', 'staff', 'client', 'operator', 'system')),
        actor_id uuid,
        actor_name text not null,
        subject_type text not null,
        subject_id text not null,
        cancellation_id uuid,
        reason text,
        request_id text,
        before jsonb,
        after jsonb
      );
    `);
    this.addSql(
      `create index audit_entry_cancellation on audit_entry (cancellation_id, id) where cancellation_id is not null;`,
    );
    this.addSql(`create index audit_entry_subject on audit_entry (subject_type, subject_id, id);`);
    this.addSql(`create index audit_entry_at on audit_entry using brin (at);`);
    this.addSql(`
      create function audit_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log is append-only: % is refused', lower(tg_op) using errcode = '42501';
      end $$;
    `);
    this.addSql(`
      create trigger audit_entry_append_only before update or delete on audit_entry
        for each row execute function audit_is_append_only();
    `);
    this.addSql(`
      create trigger audit_entry_no_truncate before truncate on audit_entry
        for each statement execute function audit_is_append_only();
    `);
    this.addSql(`
      create table notification (
        id uuid primary key,
        dedupe_key text not null unique,
        cancellation_id uuid not null references cancellation (id),
        account_id uuid references account (id),
        template text not null,
        data json not null,
        state text not null check (state in ('pending', 'sent', 'kept', 'failed', 'withdrawn')),
        attempts integer not null default 0,
        last_error text,
        next_attempt_at timestamptz,
        recipient text,
        locale text,
        message_id text unique,
        subject text,
        html text,
        text text,
        created_at timestamptz not null,
        sent_at timestamptz,
        check (state not in ('sent', 'kept') or (sent_at is not null and message_id is not null and subject is not null))
      );
    `);
    this.addSql(
      `create index notification_cancellation on notification (cancellation_id, created_at);`,
    );
    this.addSql(
      `create index notification_waiting on notification (next_attempt_at) where state = 'pending';`,
    );
    this.addSql(
      `create index notification_sent on notification (sent_at desc) where sent_at is not null;`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(`drop table notification, audit_entry;`);
    this.addSql(`drop function audit_is_append_only();`);
  }
}

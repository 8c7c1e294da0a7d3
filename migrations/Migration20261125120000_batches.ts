import { Migration } from '@mikro-orm/migrations';

/** Batches: the file as it came in pieces, its lines, and mails that wait until nobody else does. */
export class Migration20261125120000_batches extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table batch (
        id uuid primary key,
        client_id uuid references client (id),
        actor_type text not null check (actor_type in ('staff', 'client', 'operator')),
        actor_id uuid,
        actor_name text not null,
        actor_role text check (actor_role in ('agent', 'supervisor', 'auditor', 'administrator')),
        request_id text,
        source text not null check (source in ('csv', 'ndjson', 'filter')),
        file_name text,
        content_hash bytea check (length(content_hash) = 32),
        content_bytes bigint not null default 0,
        head bytea not null default '',
        filter json,
        retry_of uuid references batch (id),
        dry_run boolean not null,
        mail_digest boolean not null,
        lines_per_second integer check (lines_per_second > 0),
        state text not null check (state in ('checking', 'ready', 'running', 'paused', 'done',
          'aborted', 'failed')),
        line_count integer not null check (line_count > 0),
        totals json,
        paced_until timestamptz,
        created_at timestamptz not null,
        checked_at timestamptz,
        started_at timestamptz,
        finished_at timestamptz,
        changed_at timestamptz not null,
        digested_at timestamptz,
        check ((source = 'filter') = (filter is not null)),
        check ((source = 'filter') = (content_hash is null)),
        check ((state in ('done', 'aborted', 'failed')) = (finished_at is not null))
      );
    `);
    // The same bytes of the same client with the same dryRun are the same batch. Source: contract.
    this.addSql(`
      create unique index batch_same_file on batch (client_id, content_hash, dry_run) nulls not distinct
        where content_hash is not null and state not in ('aborted', 'failed');
    `);
    this.addSql(`create index batch_client on batch (client_id, id desc);`);
    this.addSql(
      `create index batch_moving on batch (changed_at) where state in ('checking', 'running');`,
    );
    this.addSql(
      `create index batch_to_digest on batch (finished_at)
        where mail_digest and digested_at is null and started_at is not null and finished_at is not null;`,
    );
    // A piece holds whole records: the head and the pieces in their order are the file as it came.
    this.addSql(`
      create table batch_chunk (
        id uuid primary key,
        batch_id uuid not null references batch (id),
        chunk_no integer not null,
        first_line integer not null,
        last_line integer not null,
        piece bytea,
        stage text not null check (stage in ('check', 'preview', 'run')),
        waiting boolean not null default true,
        lines integer not null check (lines > 0),
        invalid integer not null default 0,
        requested integer not null default 0,
        completed integer not null default 0,
        scheduled integer not null default 0,
        in_review integer not null default 0,
        rejected integer not null default 0,
        failed integer not null default 0,
        unique (batch_id, chunk_no)
      );
    `);
    this.addSql(`alter table batch_chunk alter column piece set storage external;`);
    this.addSql(
      `create index batch_chunk_waiting on batch_chunk (batch_id, chunk_no) where waiting;`,
    );
    // Written only under the lock of its chunk, with ids read in the same transaction: foreign keys
    // would look up three more rows for each line. Half-filled pages keep the two later updates of a
    // line on its own page, so that no index entry is written for them.
    this.addSql(`
      create table batch_line (
        batch_id uuid not null,
        line_no integer not null,
        state text not null check (state in ('invalid', 'valid', 'requested', 'completed', 'scheduled',
          'in_review', 'rejected', 'failed')),
        subscription_id uuid,
        cancellation_id uuid,
        reason_code text,
        kind text,
        effective text,
        wished_end timestamptz,
        ground text,
        reason_comment text,
        external_ref text,
        codes text[],
        account_rank integer,
        preview_state text check (preview_state in ('completed', 'scheduled', 'in_review', 'rejected')),
        preview_codes text[],
        preview_at timestamptz,
        preview_refund bigint,
        preview_currency char(3),
        primary key (batch_id, line_no),
        check (state = 'invalid' or subscription_id is not null)
      ) with (fillfactor = 50);
    `);
    this.addSql(`alter table cancellation add column batch_id uuid references batch (id);`);
    this.addSql(`alter table cancellation add column mail_digest boolean not null default false;`);
    // Mails of a batch wait apart: a hundred thousand of them must not stand before a single one.
    this.addSql(`alter table notification add column bulk boolean not null default false;`);
    this.addSql(`drop index notification_waiting;`);
    this.addSql(
      `create index notification_waiting on notification (next_attempt_at)
        where state = 'pending' and not bulk;`,
    );
    this.addSql(
      `create index notification_waiting_bulk on notification (next_attempt_at)
        where state = 'pending' and bulk;`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(`drop index notification_waiting_bulk;`);
    this.addSql(`drop index notification_waiting;`);
    this.addSql(`alter table notification drop column bulk;`);
    this.addSql(
      `create index notification_waiting on notification (next_attempt_at) where state = 'pending';`,
    );
    this.addSql(`alter table cancellation drop column mail_digest;`);
    this.addSql(`alter table cancellation drop column batch_id;`);
    this.addSql(`drop table batch_line, batch_chunk, batch;`);
  }
}

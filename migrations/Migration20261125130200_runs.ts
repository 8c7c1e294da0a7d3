import { Migration } from '@mikro-orm/migrations';

/** Runs over many cancellations, the second person of a batch, and the figures of the console's home. */
export class Migration20261125130200_runs extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table run (
        id uuid primary key,
        kind text not null check (kind in ('approve', 'reject', 'retry', 'revoke')),
        filter json not null,
        content json not null,
        actor_id uuid not null,
        actor_role text not null check (actor_role in ('supervisor', 'administrator')),
        request_id text,
        state text not null check (state in ('running', 'paused', 'done', 'aborted')),
        total integer not null check (total between 1 and 50000),
        through integer not null default 0 check (through between 0 and total),
        done integer not null default 0,
        proposed integer not null default 0,
        refused integer not null default 0,
        created_at timestamptz not null,
        finished_at timestamptz,
        changed_at timestamptz not null,
        check ((state in ('done', 'aborted')) = (finished_at is not null)),
        check (done + proposed + refused = through)
      );
    `);
    this.addSql(`create index run_moving on run (changed_at) where state = 'running';`);
    // Frozen when the run is made. Half-filled pages keep the one later update of a row on its page.
    this.addSql(`
      create table run_row (
        run_id uuid not null references run (id),
        row_no integer not null,
        cancellation_id uuid not null,
        state text not null default 'waiting' check (state in ('waiting', 'done', 'proposed', 'refused')),
        code text,
        at timestamptz,
        primary key (run_id, row_no),
        check ((state = 'waiting') = (at is null)),
        check ((state = 'refused') = (code is not null))
      ) with (fillfactor = 50);
    `);
    this.addSql(`alter table batch add column seconded_by uuid;`);
    this.addSql(`alter table batch add column seconded_at timestamptz;`);
    this.addSql(
      `alter table batch add check ((seconded_by is null) = (seconded_at is null) and seconded_by <> actor_id);`,
    );
    this.addSql(`create index batch_ready on batch (changed_at) where state = 'ready';`);
    // What happened in each hour, added up from the audit log; see CountFlow.
    this.addSql(`
      create table flow_hour (
        hour timestamptz not null,
        door text not null,
        plan_code text not null,
        requested bigint not null default 0,
        completed bigint not null default 0,
        scheduled bigint not null default 0,
        in_review bigint not null default 0,
        rejected bigint not null default 0,
        primary key (hour, door, plan_code)
      ) with (fillfactor = 50);
    `);
    this.addSql(`
      create table refund_hour (
        hour timestamptz not null,
        currency char(3) not null,
        refunds bigint not null,
        amount bigint not null,
        primary key (hour, currency)
      ) with (fillfactor = 50);
    `);
    this.addSql(`
      create table flow_mark (
        single boolean primary key default true check (single),
        counted_id bigint not null default 0,
        next_id bigint not null default 0,
        next_xid xid8,
        ticked_at timestamptz,
        check (counted_id <= next_id)
      );
    `);
    this.addSql(`insert into flow_mark default values;`);
    this.addSql(`create index refund_held on refund (created_at) where state = 'held';`);
    this.addSql(`create index refund_failed on refund (created_at) where state = 'failed';`);
    this.addSql(
      `create index notification_failed on notification (created_at) where state = 'failed';`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(`drop index notification_failed, refund_failed, refund_held;`);
    this.addSql(`drop table flow_mark, refund_hour, flow_hour;`);
    this.addSql(`drop index batch_ready;`);
    this.addSql(`alter table batch drop column seconded_at, drop column seconded_by;`);
    this.addSql(`drop table run_row, run;`);
  }
}

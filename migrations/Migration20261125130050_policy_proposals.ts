import { Migration } from '@mikro-orm/migrations';

/** Policies that one person proposes and another one puts in force. */
export class Migration20261125130050_policy_proposals extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create table policy_proposal (
        id uuid primary key,
        document json not null,
        based_on integer not null references policy (version),
        reason text not null check (reason <> ''),
        effective_from timestamptz,
        state text not null default 'open'
          check (state in ('open', 'seconded', 'rejected', 'withdrawn')),
        proposed_by uuid not null references staff_member (id),
        proposed_at timestamptz not null,
        decided_by uuid references staff_member (id),
        decided_at timestamptz,
        note text,
        version integer unique references policy (version),
        check ((state = 'open') = (decided_at is null)),
        check ((state = 'seconded') = (version is not null)),
        check (state <> 'seconded' or decided_by <> proposed_by)
      );
    `);
    this.addSql(`create index policy_proposal_open on policy_proposal (id) where state = 'open';`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table policy_proposal;`);
  }
}

import { Migration } from '@mikro-orm/migrations';

/** What order support works with: when a review is due and why it waits, claims, notes, overrides. */
export class Migration20261125130100_order_support extends Migration {
  override async up(): Promise<void> {
    // Written when a cancellation enters review, so that the queue is read in order from an index.
    this.addSql(`
      alter table cancellation
        add column due_at timestamptz,
        add column review_reasons text[] not null default '{}',
        add column override_reason text check (length(override_reason) between 3 and 1000);
    `);
    this.addSql(`
      update cancellation c
         set due_at = c.requested_at + case when c.kind = 'ordinary' then interval '24 hours' else interval '4 hours' end,
             review_reasons = case when c.subscription_id is null and c.account_id is null then array['unmatched']
               else array(select rule ->> 'code'
                            from (select x.document from decision x where x.cancellation_id = c.id
                                   order by x.id desc limit 1) d,
                                 json_array_elements(d.document -> 'rules') as rule
                           where rule ->> 'speaksTo' = 'end' and rule ->> 'passed' = 'false'
                             and rule ->> 'verdict' = d.document ->> 'end') end
       where c.state = 'in_review';
    `);
    this.addSql(`
      create index cancellation_review on cancellation (due_at, id)
        where state = 'in_review' and approval is null;
    `);
    this.addSql(`
      create index cancellation_unmatched on cancellation (due_at, id)
        where state = 'in_review' and approval is null and account_id is null;
    `);
    // Apart from the cancellation, so that looking at one neither waits for its lock nor rewrites it.
    this.addSql(`
      create table review_claim (
        cancellation_id uuid primary key references cancellation (id),
        member_id uuid not null references staff_member (id),
        until timestamptz not null
      );
    `);
    this.addSql(`create index review_claim_member on review_claim (member_id, until);`);
    this.addSql(`
      create table case_note (
        id uuid primary key,
        cancellation_id uuid not null references cancellation (id),
        member_id uuid not null references staff_member (id),
        text text not null check (length(text) between 1 and 4000),
        created_at timestamptz not null
      );
    `);
    this.addSql(`create index case_note_cancellation on case_note (cancellation_id, id);`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table case_note, review_claim;`);
    this.addSql(`drop index cancellation_unmatched, cancellation_review;`);
    this.addSql(
      `alter table cancellation drop column override_reason, drop column review_reasons, drop column due_at;`,
    );
  }
}

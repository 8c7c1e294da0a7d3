import { Migration } from '@mikro-orm/migrations';

/**
 * All that the review queue is filtered by stands in its index, so that no filter reads the rows that
 * it leaves out; and the filters of the list of cancellations that would read on and on for a rare door.
 */
export class Migration20261126120000_console_indexes extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      alter table cancellation
        add column review_plan text,
        add column review_country text,
        add column waits_for_review boolean not null
          generated always as (state = 'in_review' and approval is null) stored;
    `);
    this.addSql(`
      update cancellation c
         set review_plan = (select plan_code from subscription where id = c.subscription_id),
             review_country = (select country from account where id = c.account_id)
       where c.state = 'in_review';
    `);
    // Of a condition on the state the server makes a meeting of other indexes, which it takes for far
    // smaller than it is, and reads every row that waits; of a column of its own it can only make this.
    this.addSql(`drop index cancellation_unmatched, cancellation_review;`);
    this.addSql(`
      create index cancellation_review on cancellation (due_at, id)
        include (review_plan, review_country, review_reasons, door, requested_at)
        where waits_for_review;
    `);
    this.addSql(`
      create index cancellation_unmatched on cancellation (due_at, id)
        where waits_for_review and account_id is null;
    `);
    this.addSql(`
      create index cancellation_proposed on cancellation (due_at, id)
        where waits_for_review and proposal is not null;
    `);
    this.addSql(`create index cancellation_door on cancellation (door, id desc);`);
    // Nearly all are ordinary: those are found by any other index.
    this.addSql(
      `create index cancellation_kind on cancellation (kind, id desc) where kind <> 'ordinary';`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(`
      drop index cancellation_kind, cancellation_door, cancellation_proposed, cancellation_unmatched,
        cancellation_review;
    `);
    this.addSql(`
      create index cancellation_unmatched on cancellation (due_at, id)
        where state = 'in_review' and approval is null and account_id is null;
    `);
    this.addSql(`
      create index cancellation_review on cancellation (due_at, id)
        where state = 'in_review' and approval is null;
    `);
    this.addSql(`
      alter table cancellation
        drop column waits_for_review, drop column review_country, drop column review_plan;
    `);
  }
}

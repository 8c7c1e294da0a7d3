import { Migration } from '@mikro-orm/migrations';

/**
 * All that the review queue is filtered by stands in its index, so that no filter reads the rows that
 * it leaves out; and the filters of the list of cancellations that would read on and on for a rare door.
 */
export class Migration20261126120000_console_indexes extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      alter table cancellation add column review_plan text, add column review_country text;
    `);
    this.addSql(`
      update cancellation c
         set review_plan = (select plan_code from subscription where id = c.subscription_id),
             review_country = (select country from account where id = c.account_id)
       where c.state = 'in_review';
    `);
    this.addSql(`drop index cancellation_review;`);
    this.addSql(`
      create index cancellation_review on cancellation (due_at, id)
        include (review_plan, review_country, review_reasons, door, requested_at)
        where state = 'in_review' and approval is null;
    `);
    this.addSql(`
      create index cancellation_proposed on cancellation (due_at, id)
        where state = 'in_review' and approval is null and proposal is not null;
    `);
    this.addSql(`create index cancellation_door on cancellation (door, id desc);`);
    // Nearly all are ordinary: those are found by any other index.
    this.addSql(
      `create index cancellation_kind on cancellation (kind, id desc) where kind <> 'ordinary';`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop index cancellation_kind, cancellation_door, cancellation_proposed, cancellation_review;`,
    );
    this.addSql(`
      create index cancellation_review on cancellation (due_at, id)
        where state = 'in_review' and approval is null;
    `);
    this.addSql(`alter table cancellation drop column review_country, drop column review_plan;`);
  }
}

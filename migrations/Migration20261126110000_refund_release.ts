import { Migration } from '@mikro-orm/migrations';

/** A held refund above one person's limit: who proposes to let it go, until a second one agrees. */
export class Migration20261126110000_refund_release extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table refund add column release_proposed_by uuid;`);
    this.addSql(`alter table refund add column release_proposed_at timestamptz;`);
    this.addSql(
      `alter table refund add constraint refund_release_proposed
         check ((release_proposed_by is null) = (release_proposed_at is null));`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(
      `alter table refund drop column release_proposed_by, drop column release_proposed_at;`,
    );
  }
}

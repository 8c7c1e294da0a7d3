import { Migration } from '@mikro-orm/migrations';

/** Since when the present stage of a batch or run is worked on; a pause moves it on. Null: since it was made. */
export class Migration20261126130000_worked_since extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table batch add column worked_since timestamptz;`);
    this.addSql(`alter table run add column worked_since timestamptz;`);
    this.addSql(`update batch set worked_since = started_at;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table run drop column worked_since;`);
    this.addSql(`alter table batch drop column worked_since;`);
  }
}

import { Migration } from '@mikro-orm/migrations';

/** Declarations by forms: one that is sent twice is received once. */
export class Migration20261125100200_declarations_without_sign_in extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table declaration add column submission_key uuid;`);
    this.addSql(
      `create unique index declaration_submission_key_unique on declaration (submission_key)
        where submission_key is not null;`,
    );
  }

  override async down(): Promise<void> {
    this.addSql(`alter table declaration drop column submission_key;`);
  }
}

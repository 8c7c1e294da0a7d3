import { Migration } from '@mikro-orm/migrations';

/** Durable receipts: the secret in a receipt's address, the signing keys ever used, what was signed. */
export class Migration20261125100100_receipts extends Migration {
  override async up(): Promise<void> {
    // Every declaration has one, older ones too: a receipt can be made for it at any time.
    this.addSql(
      `alter table declaration add column receipt_secret uuid not null default gen_random_uuid();`,
    );
    this.addSql(`
      create table receipt_key (
        key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
        public_key bytea not null check (length(public_key) = 32),
        created_at timestamptz not null
      );
    `);
    this.addSql(`
      create table receipt (
        declaration_id uuid not null references declaration (id),
        stage text not null check (stage in ('declaration', 'scheduled', 'completed', 'rejected', 'revoked')),
        content text not null,
        key_id text not null references receipt_key (key_id),
        signature bytea not null check (length(signature) = 64),
        locale text not null,
        pdf bytea,
        made_at timestamptz not null,
        primary key (declaration_id, stage)
      );
    `);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table receipt, receipt_key;`);
    this.addSql(`alter table declaration drop column receipt_secret;`);
  }
}

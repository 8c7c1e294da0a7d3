import { Migration } from '@mikro-orm/migrations';

/** What the log of events reads of the audit log: the newest first, and the rare ones by their kind. */
export class Migration20261126100000_events extends Migration {
  override async up(): Promise<void> {
    this.addSql(`
      create index audit_entry_event on audit_entry (at, id)
        where action in ('cancellation.requested', 'cancellation.in_review', 'cancellation.scheduled',
          'cancellation.completed', 'cancellation.rejected', 'cancellation.revoked', 'cancellation.failed',
          'subscription.ended', 'refund.issued', 'refund.failed', 'batch.done');
    `);
    this.addSql(`
      create index audit_entry_rare_event on audit_entry (action, at, id)
        where action in ('cancellation.in_review', 'cancellation.rejected', 'cancellation.revoked',
          'cancellation.failed', 'refund.failed', 'batch.done');
    `);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index audit_entry_rare_event, audit_entry_event;`);
  }
}

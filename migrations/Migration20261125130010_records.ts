import { Migration } from '@mikro-orm/migrations';

/** What the console's lists find rows by: each filter that stands alone has an index to start from. */
export class Migration20261125130010_records extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create index subscription_status on subscription (status, id desc);`);
    this.addSql(`create index subscription_plan on subscription (plan_code, id desc);`);
    this.addSql(`create index cancellation_requested on cancellation using brin (requested_at);`);
    this.addSql(`create index invoice_status on invoice (status, id desc);`);
    this.addSql(`create index refund_state on refund (state, id desc);`);
    this.addSql(`create index notification_state on notification (state, id desc);`);
    // What people of the staff did is little beside what customers and workers do.
    this.addSql(
      `create index audit_entry_staff on audit_entry (actor_id, id) where actor_type = 'staff';`,
    );
  }

  override async down(): Promise<void> {
    for (const index of [
      'subscription_status',
      'subscription_plan',
      'cancellation_requested',
      'invoice_status',
      'refund_state',
      'notification_state',
      'audit_entry_staff',
    ]) {
      this.addSql(`drop index ${index};`);
    }
  }
}

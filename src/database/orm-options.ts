import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type Options } from '@mikro-orm/postgresql';
import { ApiKey, Client } from '../access/access.entities.js';
import { Account } from '../accounts/account.entity.js';
import { Device } from '../accounts/device.entity.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import { Batch, BatchChunk, BatchLine } from '../batches/batch.entity.js';
import {
  BillingPeriod,
  CreditNote,
  Invoice,
  Payment,
  Refund,
} from '../billing/billing.entities.js';
import {
  Cancellation,
  Decision,
  Declaration,
  Policy,
} from '../cancellations/cancellation.entity.js';
import { Notification } from '../notifications/notification.entity.js';
import { Plan } from '../subscriptions/plan.entity.js';
import { Subscription } from '../subscriptions/subscription.entity.js';
import { returnLostConnection } from './lost-connections.js';
import { Migration20261123100000_accounts_and_subscriptions } from '../../migrations/Migration20261123100000_accounts_and_subscriptions.js';
import { Migration20261123100100_cancellations } from '../../migrations/Migration20261123100100_cancellations.js';
import { Migration20261123100200_billing } from '../../migrations/Migration20261123100200_billing.js';
import { Migration20261123100300_audit_and_notifications } from '../../migrations/Migration20261123100300_audit_and_notifications.js';
import { Migration20261125100000_portal_accounts } from '../../migrations/Migration20261125100000_portal_accounts.js';
import { Migration20261125100100_receipts } from '../../migrations/Migration20261125100100_receipts.js';
import { Migration20261125100200_declarations_without_sign_in } from '../../migrations/Migration20261125100200_declarations_without_sign_in.js';
import { Migration20261125120000_batches } from '../../migrations/Migration20261125120000_batches.js';
import { Migration20261125130000_staff } from '../../migrations/Migration20261125130000_staff.js';
import { Migration20261125130010_records } from '../../migrations/Migration20261125130010_records.js';
import { Migration20261125130100_order_support } from '../../migrations/Migration20261125130100_order_support.js';
import { Migration20261125130050_policy_proposals } from '../../migrations/Migration20261125130050_policy_proposals.js';
import { Migration20261125130200_runs } from '../../migrations/Migration20261125130200_runs.js';
import { Migration20261126100000_events } from '../../migrations/Migration20261126100000_events.js';
import { Migration20261126110000_refund_release } from '../../migrations/Migration20261126110000_refund_release.js';
import { Migration20261126120000_console_indexes } from '../../migrations/Migration20261126120000_console_indexes.js';
import { Migration20261126130000_worked_since } from '../../migrations/Migration20261126130000_worked_since.js';

export const entities = [
  Account,
  Device,
  Plan,
  Subscription,
  BillingPeriod,
  Invoice,
  Payment,
  CreditNote,
  Refund,
  Policy,
  Cancellation,
  Declaration,
  Decision,
  Client,
  ApiKey,
  AuditEntry,
  Notification,
  Batch,
  BatchChunk,
  BatchLine,
];

/** In the order of their application. */
const migrations = [
  Migration20261123100000_accounts_and_subscriptions,
  Migration20261123100100_cancellations,
  Migration20261123100200_billing,
  Migration20261123100300_audit_and_notifications,
  Migration20261125100000_portal_accounts,
  Migration20261125100100_receipts,
  Migration20261125100200_declarations_without_sign_in,
  Migration20261125120000_batches,
  Migration20261125130000_staff,
  Migration20261125130010_records,
  Migration20261125130100_order_support,
  Migration20261125130050_policy_proposals,
  Migration20261125130200_runs,
  Migration20261126100000_events,
  Migration20261126110000_refund_release,
  Migration20261126120000_console_indexes,
  Migration20261126130000_worked_since,
].map((migration) => ({ name: migration.name, class: migration }));

/** How MikroORM reaches the database. `poolSize` counts towards the budget of 60 connections. */
export function ormOptions(databaseUrl: string, poolSize = 12): Options {
  return defineConfig({
    clientUrl: databaseUrl,
    entities,
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 10_000 },
    onCreateConnection: returnLostConnection,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      tableName: 'migration',
      snapshot: false,
      silent: true,
    },
    allowGlobalContext: false,
    forceUtcTimezone: true,
    debug: false,
    // Standard output belongs to the answers of commands.
    logger: (line) => void process.stderr.write(`${line}\n`),
  });
}

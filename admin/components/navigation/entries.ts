import type { Permission } from '../../../src/staff/permissions.js';

interface Entry {
  name: string;
  to: string;
  permission: Permission;
  /** A page that is not part of this application in the browser. */
  outside?: boolean;
}

/** The pages, in the order of a day's work. */
export const entries: readonly Entry[] = [
  { name: 'home', to: '/admin', permission: 'home.see' },
  { name: 'reviews', to: '/admin/pages/review-queue', permission: 'reviews.see' },
  { name: 'cancelFor', to: '/admin/pages/cancel-for-customer', permission: 'cancellations.file' },
  { name: 'batches', to: '/admin/pages/batches', permission: 'batches.see' },
  { name: 'runs', to: '/admin/pages/runs', permission: 'runs.see' },
  { name: 'policies', to: '/admin/pages/policies', permission: 'policies.see' },
  { name: 'apiKeys', to: '/admin/pages/api-keys', permission: 'keys.see' },
  { name: 'people', to: '/admin/pages/people', permission: 'staff.see' },
  { name: 'queues', to: '/admin/queues', permission: 'queues.see', outside: true },
];

/** The lists, in the order of `record-types.ts`. */
export const recordEntries: readonly { name: string; permission: Permission }[] = [
  { name: 'accounts', permission: 'records.see' },
  { name: 'devices', permission: 'records.see' },
  { name: 'subscriptions', permission: 'records.see' },
  { name: 'cancellations', permission: 'records.see' },
  { name: 'decisions', permission: 'records.see' },
  { name: 'invoices', permission: 'records.see' },
  { name: 'payments', permission: 'records.see' },
  { name: 'refunds', permission: 'records.see' },
  { name: 'notifications', permission: 'records.see' },
  { name: 'clients', permission: 'keys.see' },
  { name: 'audit', permission: 'records.see' },
];

import type { Permission } from '../src/staff/permissions.js';
import type { ComponentName } from './component-list.js';

interface ConsolePage {
  component: ComponentName;
  /** Whoever lacks it is told so by the server, and finds no link to the page. */
  permission: Permission;
}

/** The console's own pages, at `/admin/pages/<name>`. The home page is `/admin` itself. */
export const pages = {
  batch: { component: 'Batch', permission: 'batches.see' },
  batches: { component: 'Batches', permission: 'batches.see' },
  own: { component: 'Own', permission: 'own.manage' },
  people: { component: 'People', permission: 'staff.see' },
  run: { component: 'Run', permission: 'runs.see' },
  runs: { component: 'Runs', permission: 'runs.see' },
  'review-queue': { component: 'ReviewQueue', permission: 'reviews.see' },
  case: { component: 'Case', permission: 'reviews.see' },
  'cancel-for-customer': { component: 'CancelForCustomer', permission: 'cancellations.file' },
  policies: { component: 'Policies', permission: 'policies.see' },
  'api-keys': { component: 'ApiKeys', permission: 'keys.see' },
} as const satisfies Record<string, ConsolePage>;

export type PageName = keyof typeof pages;

/** The page of that name, or undefined. */
export function findPage(name: string): ConsolePage | undefined {
  return Object.hasOwn(pages, name) ? (pages as Record<string, ConsolePage>)[name] : undefined;
}

/** The pages as AdminJS takes them. */
export function adminPages(): Record<string, { component: ComponentName }> {
  const all = Object.entries(pages as Record<string, ConsolePage>);
  return Object.fromEntries(all.map(([name, { component }]) => [name, { component }]));
}

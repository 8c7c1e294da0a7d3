/**
 * The console's components by the names AdminJS knows them under, each with its file under
 * `admin/components`. The bundle and the server use this one list, so that both mean the same.
 */
export const components = {
  Home: 'home/home',
  Batch: 'batches/batch',
  Batches: 'batches/batches',
  Run: 'runs/run',
  Runs: 'runs/runs',
  Own: 'own/own',
  People: 'people/people',
  ReviewQueue: 'review-queue/review-queue',
  Case: 'case/case',
  CancelForCustomer: 'cancel-for-customer/cancel-for-customer',
  Policies: 'policies/policies',
  ApiKeys: 'api-keys/api-keys',
  RecordList: 'records/record-list',
  RecordPage: 'records/record-page',
} as const;

/** Parts of AdminJS's own frame with ours in their place. */
export const replaced = {
  Sidebar: 'navigation/sidebar',
  TopBar: 'navigation/top-bar',
  ActionHeader: 'navigation/no-header',
} as const;

export type ComponentName = keyof typeof components;

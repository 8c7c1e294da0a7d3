import type { RecordJSON } from 'adminjs';

/** Lists that have a filter by the id of this type: what hangs on one record. */
const related: Readonly<Record<string, readonly (readonly [type: string, filter: string])[]>> = {
  accounts: [
    ['devices', 'accountId'],
    ['subscriptions', 'accountId'],
    ['cancellations', 'accountId'],
    ['audit', 'subjectId'],
  ],
  subscriptions: [
    ['cancellations', 'subscriptionId'],
    ['invoices', 'subscriptionId'],
    ['payments', 'subscriptionId'],
    ['audit', 'subjectId'],
  ],
  cancellations: [
    ['decisions', 'cancellationId'],
    ['refunds', 'cancellationId'],
    ['notifications', 'cancellationId'],
    ['audit', 'cancellationId'],
  ],
  invoices: [
    ['payments', 'invoiceId'],
    ['audit', 'subjectId'],
  ],
  payments: [['refunds', 'paymentId']],
  refunds: [['audit', 'subjectId']],
};

/** Where the lists of what hangs on a record are found. */
export function relatedLists(type: string, record: RecordJSON): { type: string; to: string }[] {
  return (related[type] ?? []).map(([name, filter]) => ({
    type: name,
    to: `/admin/resources/${name}?${filter}=${record.id}`,
  }));
}

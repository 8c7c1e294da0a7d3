/** What programs are told of, here and by webhooks. Source: contract, "Webhooks". */
export const eventTypes = [
  'cancellation.requested',
  'cancellation.in_review',
  'cancellation.scheduled',
  'cancellation.completed',
  'cancellation.rejected',
  'cancellation.revoked',
  'cancellation.failed',
  'subscription.ended',
  'refund.issued',
  'refund.failed',
  'batch.done',
] as const;
export type EventType = (typeof eventTypes)[number];

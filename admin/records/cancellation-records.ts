import { cancellationStates } from '../../src/cancellations/cancellation-state.js';
import type { RecordType } from './record-type.js';

const key = { sql: 'r.id', type: 'uuid' } as const;

const cancellations: RecordType = {
  name: 'cancellations',
  permission: 'records.see',
  from: 'cancellation r',
  key,
  title: 'reference',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    {
      name: 'reference',
      kind: 'code',
      sql: 'r.reference',
      listed: true,
      filter: 'index',
      condition: 'r.reference = upper($)',
    },
    {
      name: 'state',
      kind: 'word',
      sql: 'r.state',
      listed: true,
      filter: 'index',
      values: cancellationStates,
    },
    {
      name: 'kind',
      kind: 'word',
      sql: 'r.kind',
      listed: true,
      filter: 'index',
      values: ['ordinary', 'extraordinary', 'withdrawal'],
    },
    {
      name: 'door',
      kind: 'word',
      sql: 'r.door',
      listed: true,
      filter: 'index',
      values: ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api'],
    },
    {
      name: 'subscriptionId',
      kind: 'code',
      sql: 'r.subscription_id',
      links: 'subscriptions',
      listed: true,
      filter: 'index',
      id: true,
    },
    {
      name: 'accountId',
      kind: 'code',
      sql: 'r.account_id',
      links: 'accounts',
      listed: true,
      filter: 'index',
      id: true,
    },
    { name: 'effective', kind: 'word', sql: 'r.effective' },
    { name: 'wishedEnd', kind: 'time', sql: 'r.wished_end' },
    { name: 'reasonCode', kind: 'word', sql: 'r.reason_code' },
    { name: 'comment', kind: 'text', sql: 'r.reason_comment', personal: 'text' },
    { name: 'ground', kind: 'text', sql: 'r.ground', personal: 'text' },
    { name: 'externalRef', kind: 'code', sql: 'r.external_ref' },
    { name: 'actorType', kind: 'word', sql: 'r.actor_type' },
    { name: 'actorName', kind: 'text', sql: 'r.actor_name' },
    { name: 'requestedAt', kind: 'time', sql: 'r.requested_at', listed: true, filter: 'from-to' },
    { name: 'decidedAt', kind: 'time', sql: 'r.decided_at' },
    { name: 'effectiveAt', kind: 'time', sql: 'r.effective_at' },
    { name: 'completedAt', kind: 'time', sql: 'r.completed_at' },
    { name: 'attempts', kind: 'number', sql: 'r.attempts' },
    { name: 'lastError', kind: 'text', sql: 'r.last_error' },
  ],
};

const decisions: RecordType = {
  name: 'decisions',
  permission: 'records.see',
  from: 'decision r',
  key,
  title: 'id',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', listed: true, filter: 'index', id: true },
    {
      name: 'cancellationId',
      kind: 'code',
      sql: 'r.cancellation_id',
      links: 'cancellations',
      listed: true,
      filter: 'index',
      id: true,
    },
    {
      name: 'outcome',
      kind: 'word',
      sql: 'r.outcome',
      listed: true,
      filter: 'narrow',
      values: ['complete', 'schedule', 'review', 'reject'],
    },
    {
      name: 'policyVersion',
      kind: 'number',
      sql: 'r.policy_version',
      links: 'policies',
      listed: true,
    },
    { name: 'decidedAt', kind: 'time', sql: 'r.decided_at', listed: true },
    { name: 'document', kind: 'json', sql: 'r.document' },
    { name: 'facts', kind: 'json', sql: 'r.facts' },
  ],
};

const policies: RecordType = {
  name: 'policies',
  permission: 'policies.see',
  from: 'policy r',
  key: { sql: 'r.version', type: 'integer' },
  title: 'version',
  fields: [
    { name: 'version', kind: 'number', sql: 'r.version', listed: true },
    { name: 'effectiveFrom', kind: 'time', sql: 'r.effective_from', listed: true },
    { name: 'activatedBy', kind: 'text', sql: 'r.activated_by', listed: true },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at', listed: true },
    { name: 'document', kind: 'json', sql: 'r.document' },
  ],
};

/** What was asked for, how it was decided, and by which parameters. */
export const cancellationRecords: readonly RecordType[] = [cancellations, decisions, policies];

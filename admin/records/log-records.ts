import type { RecordType } from './record-type.js';

const notifications: RecordType = {
  name: 'notifications',
  permission: 'records.see',
  from: 'notification r',
  key: { sql: 'r.id', type: 'uuid' },
  title: 'subject',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    { name: 'template', kind: 'word', sql: 'r.template', listed: true, filter: 'narrow' },
    {
      name: 'state',
      kind: 'word',
      sql: 'r.state',
      listed: true,
      filter: 'index',
      values: ['pending', 'sent', 'kept', 'failed', 'withdrawn'],
    },
    { name: 'subject', kind: 'text', sql: 'r.subject', listed: true },
    { name: 'recipient', kind: 'text', sql: 'r.recipient', personal: 'email', listed: true },
    { name: 'locale', kind: 'code', sql: 'r.locale' },
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
      name: 'accountId',
      kind: 'code',
      sql: 'r.account_id',
      links: 'accounts',
      filter: 'narrow',
      id: true,
    },
    { name: 'text', kind: 'text', sql: 'r.text', personal: 'text' },
    { name: 'attempts', kind: 'number', sql: 'r.attempts' },
    { name: 'lastError', kind: 'text', sql: 'r.last_error' },
    { name: 'messageId', kind: 'code', sql: 'r.message_id', filter: 'index' },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at', listed: true },
    { name: 'sentAt', kind: 'time', sql: 'r.sent_at', listed: true },
  ],
};

const audit: RecordType = {
  name: 'audit',
  permission: 'records.see',
  from: 'audit_entry r',
  key: { sql: 'r.id', type: 'bigint' },
  title: 'action',
  fields: [
    { name: 'id', kind: 'number', sql: 'r.id' },
    { name: 'at', kind: 'time', sql: 'r.at', listed: true, filter: 'from-to' },
    { name: 'action', kind: 'code', sql: 'r.action', listed: true, filter: 'narrow' },
    {
      name: 'actorType',
      kind: 'word',
      sql: 'r.actor_type',
      listed: true,
      filter: 'narrow',
      values: ['customer', 'staff', 'client', 'operator', 'system'],
    },
    { name: 'actorName', kind: 'text', sql: 'r.actor_name', listed: true },
    {
      name: 'staffId',
      kind: 'code',
      sql: `case when r.actor_type = 'staff' then r.actor_id end`,
      listed: true,
      filter: 'index',
      condition: `r.actor_type = 'staff' and r.actor_id = $`,
      id: true,
    },
    { name: 'actorId', kind: 'code', sql: 'r.actor_id' },
    { name: 'subjectType', kind: 'word', sql: 'r.subject_type', listed: true, filter: 'narrow' },
    {
      name: 'subjectId',
      kind: 'code',
      sql: 'r.subject_id',
      listed: true,
      filter: 'index',
      // The index begins with the type. There are few, each found by one step through the index.
      condition: `(r.subject_type, r.subject_id) in (
        with recursive kinds as (
          (select subject_type from audit_entry order by subject_type limit 1)
          union all
          select (select a.subject_type from audit_entry a where a.subject_type > k.subject_type
                   order by a.subject_type limit 1) from kinds k where k.subject_type is not null)
        select k.subject_type, $::text from kinds k where k.subject_type is not null)`,
    },
    {
      name: 'cancellationId',
      kind: 'code',
      sql: 'r.cancellation_id',
      links: 'cancellations',
      listed: true,
      filter: 'index',
      id: true,
    },
    { name: 'reason', kind: 'code', sql: 'r.reason' },
    { name: 'requestId', kind: 'code', sql: 'r.request_id' },
    { name: 'before', kind: 'json', sql: 'r.before' },
    { name: 'after', kind: 'json', sql: 'r.after' },
  ],
};

/** What was said, and what happened. */
export const logRecords: readonly RecordType[] = [notifications, audit];

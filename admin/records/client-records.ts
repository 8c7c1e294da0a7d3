import type { RecordType } from './record-type.js';

const clients: RecordType = {
  name: 'clients',
  permission: 'keys.see',
  from: 'client r',
  key: { sql: 'r.id', type: 'uuid' },
  title: 'name',
  fields: [
    { name: 'id', kind: 'code', sql: 'r.id', filter: 'index', id: true },
    { name: 'name', kind: 'text', sql: 'r.name', listed: true, filter: 'index' },
    { name: 'operator', kind: 'flag', sql: 'r.operator', listed: true },
    { name: 'createdAt', kind: 'time', sql: 'r.created_at', listed: true },
  ],
};

/** Who else comes in. */
export const clientRecords: readonly RecordType[] = [clients];

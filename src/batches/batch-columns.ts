import type { FileShape } from '../importing/read-records.js';

/** The columns of a batch file as the contract spells them; read as `serviceTag` and so on. */
export const batchColumns = [
  'subscription_id',
  'service_tag',
  'plan_code',
  'reason_code',
  'kind',
  'effective',
  'wished_end',
  'ground',
  'comment',
  'external_ref',
] as const;

const known = batchColumns.map((column) =>
  column.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
);
const take = `a batch takes ${batchColumns.join(', ')}`;

/** Which columns there must be and may be. Source: contract, "Batch file". */
export const batchShape: FileShape = {
  headerFault(header) {
    const doubled = header.filter((name, index) => header.indexOf(name) !== index);
    if (doubled.length > 0) return `has the column ${doubled.join(', ')} twice`;
    const unknown = header.filter((name) => !known.includes(name));
    if (unknown.length > 0) return `has the unknown column ${unknown.join(', ')}; ${take}`;
    const byTag = header.includes('serviceTag') && header.includes('planCode');
    if (!header.includes('subscriptionId') && !byTag) {
      return `has no column subscription_id, nor service_tag with plan_code; ${take}`;
    }
    return header.includes('reasonCode') ? null : `has no column reason_code; ${take}`;
  },
  unknownKeys: (keys) => keys.filter((key) => !known.includes(key)),
};

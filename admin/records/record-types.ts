import { clientRecords } from './client-records.js';
import { billingRecords } from './billing-records.js';
import { cancellationRecords } from './cancellation-records.js';
import { customerRecords } from './customer-records.js';
import { logRecords } from './log-records.js';
import type { RecordType } from './record-type.js';

/** Everything that the console lists as it is, in the order of its menu. */
export const recordTypes: readonly RecordType[] = [
  ...customerRecords,
  ...cancellationRecords,
  ...billingRecords,
  ...clientRecords,
  ...logRecords,
];

/** The record type of that name, or undefined. */
export function findRecordType(name: string): RecordType | undefined {
  return recordTypes.find((type) => type.name === name);
}

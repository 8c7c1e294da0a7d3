import type { BatchRow } from './batch-rows.js';

type Sized = Pick<BatchRow, 'actor_type' | 'line_count' | 'seconded_by'>;

/** Whether a batch is one that two people have to want: of staff, and above a number of lines. */
export function needsSecond(batch: Omit<Sized, 'seconded_by'>, above: number): boolean {
  return batch.actor_type === 'staff' && batch.line_count > above;
}

/** Whether it still waits for the second one. */
export function lacksSecond(batch: Sized, above: number): boolean {
  return needsSecond(batch, above) && batch.seconded_by === null;
}

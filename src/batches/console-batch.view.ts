import { instant } from '../api/schemas.js';
import type { ActorType } from '../shared/actor.js';
import type { BatchFilter } from './batch-filter.js';
import { batchView, type BatchView, type BatchViewRow } from './batch.view.js';
import { lacksSecond, needsSecond } from './second-person.js';

/** A batch as the console shows it: also whose it is, where it came from, and who agreed. */
export interface ConsoleBatchView extends BatchView {
  source: 'csv' | 'ndjson' | 'filter';
  fileName: string | null;
  bytes: number;
  filter: BatchFilter | null;
  submittedBy: { type: ActorType; id: string | null; name: string };
  second: { needed: boolean; waits: boolean; by: string | null; at: string | null };
}

export interface ConsoleBatchRow extends BatchViewRow {
  source: ConsoleBatchView['source'];
  file_name: string | null;
  content_bytes: string;
  filter: BatchFilter | null;
  actor_type: ActorType;
  actor_id: string | null;
  actor_name: string;
  seconded_by: string | null;
  seconded_at: string | null;
}

/** @param above the number of lines from which on two people have to want a batch of staff */
export function consoleBatchView(row: ConsoleBatchRow, now: Date, above: number): ConsoleBatchView {
  return {
    ...batchView(row, now),
    source: row.source,
    fileName: row.file_name,
    bytes: Number(row.content_bytes),
    // A list of ten thousand addresses is no label, and personal.
    filter: row.filter && { ...row.filter, accounts: row.filter.accounts && [] },
    submittedBy: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
    second: {
      needed: needsSecond(row, above),
      waits: row.state === 'ready' && lacksSecond(row, above),
      by: row.seconded_by,
      at: instant(row.seconded_at),
    },
  };
}

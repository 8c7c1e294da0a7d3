import { createHash } from 'node:crypto';
import type { Case, Seeded } from './seed.js';

/** Half is scheduled, a third completed and refunded, the rest waits for people or is refused. */
export const MIX: readonly Case[] = [
  ...Array.from({ length: 10 }, (): Case => 'schedule'),
  ...Array.from({ length: 7 }, (): Case => 'complete'),
  'review',
  'review',
  'reject',
];

export interface LotRow {
  kind: Case;
  subscriptionId: string;
  effective: 'immediate' | null;
  externalRef: string;
  /** The line as it stands in the file. */
  text: string;
}

/** One file of a batch, as text and as its rows. */
export interface BatchLot {
  head: string;
  rows: LotRow[];
  csv: string;
  hash: Buffer;
}

const HEAD = 'subscription_id,reason_code,effective,external_ref';

/** The file that cancels these contracts; what can end at once ends at once. */
export function lotOf(seeded: readonly Seeded[]): BatchLot {
  const rows = seeded.map(({ kind, subscriptionId }, n): LotRow => {
    const effective = kind === 'complete' ? 'immediate' : null;
    const externalRef = `line-${n + 2}`;
    const text = `${subscriptionId},unused,${effective ?? ''},${externalRef}`;
    return { kind, subscriptionId, effective, externalRef, text };
  });
  const csv = `${HEAD}\n${rows.map(({ text }) => `${text}\n`).join('')}`;
  return { head: HEAD, rows, csv, hash: createHash('sha256').update(csv).digest() };
}

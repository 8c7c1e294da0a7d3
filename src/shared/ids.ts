import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Randomness is fetched for many ids at once: each fetch costs more than the id. */
const pool = Buffer.alloc(16 * 256);
const shares = Array.from({ length: 256 }, (_, index) =>
  pool.subarray(index * 16, (index + 1) * 16),
);
let used = shares.length;

/** A new UUIDv7: sorts by the time of its making, so lists page by id, newest first. */
export function newId(): string {
  if (used >= shares.length) {
    randomFillSync(pool);
    used = 0;
  }
  return v7({ random: shares[used++] });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text could be the id of anything here; what cannot is simply not found. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

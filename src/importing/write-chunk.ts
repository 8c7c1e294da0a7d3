import type { EntityManager } from '@mikro-orm/postgresql';
import { errorCode } from '../database/embedded-errors.js';
import type { ImportKind } from './columns.js';
import type { ImportRow } from './parse-lines.js';
import type { LineError } from './read-records.js';
import { writeAccounts, writeDevices, writePlans } from './write-catalogue.js';
import { writePayments } from './write-payments.js';
import { writeSubscriptions } from './write-subscriptions.js';
import type { Written } from './written.js';

/** A valid line with its number in the file. */
export interface NumberedRow {
  line: number;
  row: ImportRow;
}

export interface ChunkOutcome {
  created: number;
  updated: number;
  unchanged: number;
  errors: LineError[];
}

type Write = (tx: EntityManager, rows: readonly ImportRow[]) => Promise<Written>;

const writers: Readonly<Record<ImportKind, Write>> = {
  accounts: writeAccounts,
  plans: writePlans,
  devices: writeDevices,
  subscriptions: writeSubscriptions,
  payments: writePayments,
};

const ATTEMPTS = 5;

/**
 * Writes a set of lines in one transaction. When the database refuses it, the set is halved until
 * the line that it refuses stands alone and becomes that line's error.
 */
export async function writeChunk(
  em: EntityManager,
  kind: ImportKind,
  rows: readonly NumberedRow[],
): Promise<ChunkOutcome> {
  try {
    const written = await withRetries(() =>
      em.fork().transactional((tx) =>
        writers[kind](
          tx,
          rows.map(({ row }) => row),
        ),
      ),
    );
    return outcome(rows, written);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    const [only] = rows;
    if (rows.length === 1 && only) {
      return { created: 0, updated: 0, unchanged: 0, errors: [{ line: only.line, ...refusal }] };
    }
    const middle = Math.ceil(rows.length / 2);
    const left = await writeChunk(em, kind, rows.slice(0, middle));
    const right = await writeChunk(em, kind, rows.slice(middle));
    return {
      created: left.created + right.created,
      updated: left.updated + right.updated,
      unchanged: left.unchanged + right.unchanged,
      errors: [...left.errors, ...right.errors],
    };
  }
}

function outcome(rows: readonly NumberedRow[], written: Written): ChunkOutcome {
  const lines = new Map(rows.map(({ line, row }) => [row.external_id, line]));
  const { created, updated, refused } = written;
  return {
    created,
    updated,
    unchanged: rows.length - created - updated - refused.length,
    errors: refused.map(({ externalId, code, message }) => ({
      line: lines.get(externalId) ?? 0,
      code,
      message,
    })),
  };
}

/** A deadlock with the running application is nobody's fault: again, a little later. */
async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passing = ['40P01', '40001'].includes(databaseError(error).code);
      if (!passing || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
    }
  }
}

/** The error as PostgreSQL gave it, under whatever the ORM wrapped around it. */
function databaseError(error: unknown): { code: string; constraint: string } {
  const code = errorCode(error) ?? '';
  const constraint =
    error instanceof Error && 'constraint' in error ? String(error.constraint) : '';
  return { code, constraint };
}

/** What the line did that the database forbids; null for failures that are not the line's. */
function refusalOf(error: unknown): { code: string; message: string } | null {
  const { code, constraint } = databaseError(error);
  if (!/^2[23]/.test(code)) return null;
  switch (constraint) {
    case 'account_email_unique':
      return { code: 'email_taken', message: 'Another account has this e-mail address.' };
    case 'device_service_tag_key':
      return { code: 'service_tag_taken', message: 'Another device has this Service Tag.' };
    case 'plan_external_id_key':
      return { code: 'external_id_taken', message: 'Another plan has this externalId.' };
    case 'refunds_within_payment':
      return { code: 'below_refunded', message: 'More of this payment has been refunded already.' };
    default:
      return {
        code: 'refused_by_database',
        message: `The database refuses this line (${constraint || code}).`,
      };
  }
}

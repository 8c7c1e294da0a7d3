import type { EntityManager } from '@mikro-orm/postgresql';
import { v5, validate } from 'uuid';
import { sql } from '../database/sql.js';
import { declarationContent } from './cancellation-mail.js';
import type { CancellationRequest, Receipt } from './cancellation-request.js';

/**
 * The key under which a form's declaration is stored: of the form and of what was declared with it,
 * so that a form sent twice is one declaration, and a form that was changed after going back is
 * another. Null for what came by no form; a key that was tampered with counts as none.
 */
export function submissionKeyOf(request: CancellationRequest): string | null {
  const { submissionKey } = request;
  if (submissionKey == null || !validate(submissionKey)) return null;
  return v5(JSON.stringify(declarationContent(request)), submissionKey);
}

/** The receipts of what was received before under these keys. */
export async function findReceipts(
  em: EntityManager,
  keys: readonly (string | null)[],
): Promise<Map<string, Receipt>> {
  const asked = keys.filter((key) => key !== null);
  if (asked.length === 0) return new Map();
  const rows = await sql<{ key: string; id: string; declaration_id: string; reference: string }>(
    em,
    `select d.submission_key as key, c.id, d.id as declaration_id, c.reference
       from declaration d join cancellation c on c.id = d.cancellation_id
      where d.submission_key = any($1::uuid[])`,
    [asked],
  );
  return new Map(
    rows.map(({ key, id, declaration_id: declarationId, reference }) => [
      key,
      { id, declarationId, reference, attached: declarationId !== id },
    ]),
  );
}

/** Whether the same form was received in another transaction at the same time. */
export function isReceivedElsewhere(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'constraint' in error &&
    error.constraint === 'declaration_submission_key_unique'
  );
}

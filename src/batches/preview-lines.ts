import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { CancellationKind, Effective } from '../cancellations/cancellation-facts.js';
import {
  decide,
  holdCodes,
  reasonCodes,
  type Decision,
  type PolicyInForce,
} from '../cancellations/cancellation-policy.js';
import { lightParts } from '../cancellations/light-parts.js';
import { loadFacts, policyFacts } from '../cancellations/load-facts.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { lineActor } from './batch-rows.js';
import type { LockedChunk } from './locked-chunk.js';

interface PreviewRow {
  line_no: number;
  subscription_id: string;
  kind: CancellationKind;
  effective: Effective | null;
  wished_end: string | null;
  account_rank: number | null;
}

/** Notes for each right line what would become of it now, by the function that will decide it. */
export async function previewLines(
  em: SqlEntityManager,
  chunk: LockedChunk,
  now: Date,
): Promise<void> {
  const rows = await sql<PreviewRow>(em, LINES, [
    chunk.batch_id,
    chunk.first_line,
    chunk.last_line,
  ]);
  if (rows.length === 0) return;
  const policy = await policyInForce(em, now);
  const { type: actorType } = lineActor({ ...chunk, id: chunk.batch_id });
  const previews: [number, unknown[]][] = [];
  for (const part of await lightParts(em, rows)) {
    const decisions = await decideLines(em, part, policy, actorType, now);
    part.forEach(({ line_no: line }, index) => previews.push([line, previewOf(decisions[index])]));
  }
  await sql(em, UPDATE, [
    chunk.batch_id,
    JSON.stringify(Object.fromEntries(previews)),
    chunk.first_line,
    chunk.last_line,
  ]);
}

async function decideLines(
  em: SqlEntityManager,
  rows: readonly PreviewRow[],
  policy: PolicyInForce,
  actorType: Actor['type'],
  now: Date,
): Promise<Decision[]> {
  const requestedAt = now.toISOString();
  const keys = rows.map((row) => ({
    subscriptionId: row.subscription_id,
    requestedAt,
    cancellationId: null,
  }));
  const contracts = await loadFacts(em, keys, policy.document);
  return rows.map((row, index) => {
    const contract = contracts[index];
    if (contract === undefined) throw new RangeError(`Line ${row.line_no} names no subscription.`);
    // The lines before it count as cancellations of the account, as they will when it is their turn.
    const recentCancellations = contract.recentCancellations + (row.account_rank ?? 0);
    const request = {
      kind: row.kind,
      effective: row.effective,
      wishedEnd: row.wished_end === null ? null : new Date(row.wished_end).toISOString(),
      requestedAt,
      actorType,
      actorRole: null,
      quote: null,
      approval: null,
      identified: true,
    };
    return decide(policyFacts({ ...contract, recentCancellations }, request), policy, now);
  });
}

/** State, codes, end, refund in minor units and its currency, as the statement reads them. */
function previewOf(decision: Decision | undefined): unknown[] {
  if (decision === undefined) throw new RangeError('There is a decision for every line.');
  const { outcome, effectiveAt, settlement } = decision;
  return [
    states[outcome],
    codesOf(decision).join(' ') || null,
    ends(outcome) ? effectiveAt : null,
    ends(outcome) ? settlement.refund.amount : 0,
    settlement.currency,
  ];
}

const states = {
  complete: 'completed',
  schedule: 'scheduled',
  review: 'in_review',
  reject: 'rejected',
} as const;

const ends = (outcome: Decision['outcome']): boolean =>
  outcome === 'complete' || outcome === 'schedule';

/** Why people have to look at it or it would be refused; of an end, why its refund would wait. */
function codesOf(decision: Decision): string[] {
  if (decision.outcome === 'complete') return decision.refund === 'hold' ? holdCodes(decision) : [];
  return decision.outcome === 'schedule' ? [] : reasonCodes(decision);
}

const LINES = `
  select line_no, subscription_id, kind, effective, wished_end, account_rank from batch_line
   where batch_id = $1 and line_no between $2 and $3 and state = 'valid' order by line_no`;

/** Looked up by line, not joined: the batch is newer than the statistics, its lines count as few. */
const UPDATE = `
  update batch_line l
     set preview_state = $2::jsonb -> l.line_no::text ->> 0,
         preview_codes = string_to_array($2::jsonb -> l.line_no::text ->> 1, ' '),
         preview_at = ($2::jsonb -> l.line_no::text ->> 2)::timestamptz,
         preview_refund = ($2::jsonb -> l.line_no::text ->> 3)::bigint,
         preview_currency = $2::jsonb -> l.line_no::text ->> 4
   where l.batch_id = $1 and l.line_no between $3 and $4 and jsonb_exists($2::jsonb, l.line_no::text)`;

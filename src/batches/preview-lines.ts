import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { CancellationKind, Effective } from '../cancellations/cancellation-facts.js';
import {
  decide,
  holdCodes,
  reasonCodes,
  type Decision,
} from '../cancellations/cancellation-policy.js';
import { loadFacts, policyFacts } from '../cancellations/load-facts.js';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
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
  const requestedAt = now.toISOString();
  const keys = rows.map((row) => ({
    subscriptionId: row.subscription_id,
    requestedAt,
    cancellationId: null,
  }));
  const contracts = await loadFacts(em, keys, policy.document);
  const { type: actorType } = lineActor({ ...chunk, id: chunk.batch_id });
  const decisions = rows.map((row, index): Decision => {
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
  await sql(em, UPDATE, [
    chunk.batch_id,
    rows.map((row) => row.line_no),
    decisions.map(({ outcome }) => states[outcome]),
    decisions.map((decision) => codesOf(decision).join(' ') || null),
    decisions.map(({ outcome, effectiveAt }) => (ends(outcome) ? effectiveAt : null)),
    decisions.map(({ outcome, settlement }) => (ends(outcome) ? settlement.refund.amount : 0)),
    decisions.map(({ settlement }) => settlement.currency),
  ]);
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

const UPDATE = `
  update batch_line l
     set preview_state = r.state, preview_codes = string_to_array(r.codes, ' '), preview_at = r.at,
         preview_refund = r.refund, preview_currency = r.currency
    from unnest($2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[], $7::text[])
         as r (line_no, state, codes, at, refund, currency)
   where l.batch_id = $1 and l.line_no = r.line_no`;

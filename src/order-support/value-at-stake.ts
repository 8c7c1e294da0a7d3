import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { Approval } from '../cancellations/cancellation-facts.js';
import { judge } from '../cancellations/carry-out.js';
import type { Money } from '../shared/money.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { ReviewRow } from './review-row.js';

/**
 * What approving each as it was asked for would give back, by the function that would decide it; one
 * query for all. Only for what waits and is matched; without what gives nothing back. Minor units.
 */
export async function valuesAtStake(
  em: SqlEntityManager,
  rows: readonly ReviewRow[],
  reader: Pick<StaffMember, 'id' | 'role'>,
  now: Date,
): Promise<Map<string, Money>> {
  const approval: Approval = {
    verdict: 'approve',
    by: { id: reader.id, role: reader.role },
    overrides: false,
  };
  const waiting = rows.flatMap((row) =>
    row.state === 'in_review' && row.approval === null && row.subscription_id !== null
      ? [{ ...row, subscription_id: row.subscription_id, state: 'in_review' as const, approval }]
      : [],
  );
  if (waiting.length === 0) return new Map();
  const outcomes = await judge(em, waiting, now);
  return new Map(
    outcomes.flatMap(({ row, decision }): [string, Money][] => {
      const amount = decision?.settlement.refund.amount ?? 0;
      const currency = decision?.settlement.currency ?? '';
      return amount > 0 ? [[row.id, { amount, currency }]] : [];
    }),
  );
}

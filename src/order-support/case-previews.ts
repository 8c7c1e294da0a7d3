import type { EntityManager } from '@mikro-orm/postgresql';
import type { Approval, Effective } from '../cancellations/cancellation-facts.js';
import { finalCodes, holdCodes } from '../cancellations/cancellation-policy.js';
import type { Cancellation } from '../cancellations/cancellation.entity.js';
import { weighApproval } from '../cancellations/weigh-approval.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { OutcomePreview } from './case.view.js';

/**
 * What approving with each effect would do now, by the function that would carry it out. Nothing where
 * nothing is left that could end: no one can override that.
 */
export async function casePreviews(
  em: EntityManager,
  cancellation: Cancellation,
  reader: Pick<StaffMember, 'id' | 'role'>,
  now: Date,
): Promise<OutcomePreview[]> {
  const effects: Effective[] =
    cancellation.kind === 'ordinary' ? ['end_of_period', 'immediate'] : ['immediate'];
  const previews: OutcomePreview[] = [];
  for (const effective of effects) {
    const by = { id: reader.id, role: reader.role };
    const approval: Approval = { verdict: 'approve', by, overrides: false, effective };
    const { decision, needsSecond } = await weighApproval(em, cancellation, approval, now);
    if (decision === null) continue;
    if (decision.rules.some(({ code, passed }) => !passed && finalCodes.includes(code))) continue;
    const { refund, currency } = decision.settlement;
    previews.push({
      effective,
      effectiveAt: decision.effectiveAt,
      refund: refund.amount > 0 ? { amount: refund.amount, currency } : null,
      holds: refund.amount > 0 ? holdCodes(decision) : [],
      needsSecond,
    });
  }
  return previews;
}

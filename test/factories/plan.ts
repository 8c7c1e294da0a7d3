import type { Sql } from '../support/sql.js';

/** The plans of the contract, as far as they differ from a consumer's self-service plan. */
const contract: Record<string, { name: string; byStaff?: true }> = {
  premium_support: { name: 'Premium Support' },
  premium_support_plus: { name: 'Premium Support Plus' },
  apex_device_manage: { name: 'APEX Device Manage' },
  prosupport: { name: 'ProSupport', byStaff: true },
  prosupport_plus: { name: 'ProSupport Plus', byStaff: true },
  prosupport_flex: { name: 'ProSupport Flex', byStaff: true },
};

export const planCodes: readonly string[] = Object.keys(contract);

/** A plan of the contract by its code, made where it is not there: most tests do not care who made it. */
export async function ensurePlan(sql: Sql, code: string): Promise<string> {
  const plan = contract[code];
  if (plan === undefined) throw new Error(`The contract has no plan ${code}.`);
  const [route, segment] = plan.byStaff
    ? ['order_support', 'commercial']
    : ['self_service', 'consumer'];
  await sql(
    // Two callers may ask at once.
    `insert into plan (code, name, route, segment, notice_days, refund_share_percent,
                       refund_convention, immediate_end)
     values ($1, $2, $3, $4, 0, 100, 'day_used', true)
     on conflict (code) do nothing`,
    [code, plan.name, route, segment],
  );
  return code;
}

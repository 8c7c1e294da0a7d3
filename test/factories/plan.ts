import type { Sql } from '../support/sql.js';
import { insertRow } from './insert-row.js';

export interface PlanWish {
  code?: string;
  name?: string;
  route?: 'self_service' | 'order_support';
  segment?: 'consumer' | 'commercial';
  noticeDays?: number;
  refundSharePercent?: number;
  refundConvention?: 'day_used' | 'day_unused' | 'second';
  immediateEnd?: boolean;
}

const contract: Record<string, Pick<PlanWish, 'name' | 'route' | 'segment'>> = {
  premium_support: { name: 'Premium Support' },
  premium_support_plus: { name: 'Premium Support Plus' },
  apex_device_manage: { name: 'APEX Device Manage' },
  prosupport: { name: 'ProSupport', route: 'order_support', segment: 'commercial' },
  prosupport_plus: { name: 'ProSupport Plus', route: 'order_support', segment: 'commercial' },
  prosupport_flex: { name: 'ProSupport Flex', route: 'order_support', segment: 'commercial' },
};

export const planCodes: readonly string[] = Object.keys(contract);

/** A plan of the contract by its code, with its name and route, or one of the test's own. */
export async function makePlan(sql: Sql, wish: PlanWish = {}): Promise<string> {
  const code = wish.code ?? 'premium_support';
  const known = contract[code];
  await insertRow(sql, 'plan', {
    code,
    name: wish.name ?? known?.name ?? code,
    route: wish.route ?? known?.route ?? 'self_service',
    segment: wish.segment ?? known?.segment ?? 'consumer',
    notice_days: wish.noticeDays ?? 0,
    refund_share_percent: wish.refundSharePercent ?? 100,
    refund_convention: wish.refundConvention ?? 'day_used',
    immediate_end: wish.immediateEnd ?? true,
  });
  return code;
}

/** The plan where it is there already, else made: most tests do not care who made it. */
export async function ensurePlan(sql: Sql, code: string): Promise<string> {
  const found = await sql('select 1 from plan where code = $1', [code]);
  return found.length > 0 ? code : makePlan(sql, { code });
}

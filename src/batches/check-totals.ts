/** What a check foresees, each group with its lines and the money that would be given back. */
export interface CheckTotals {
  byOutcome: Record<string, number>;
  byPlan: Record<string, number>;
  byReason: Record<string, number>;
  refunds: { currency: string; amount: number }[];
}

/** One group of lines, as the database adds them up. */
export interface TotalsGroup {
  state: string;
  plan: string | null;
  codes: string[] | null;
  currency: string | null;
  lines: number;
  refund: number;
}

/** Adds the groups up; a line counts once under each of its codes. */
export function checkTotals(groups: readonly TotalsGroup[]): CheckTotals {
  const totals: CheckTotals = { byOutcome: {}, byPlan: {}, byReason: {}, refunds: [] };
  const money = new Map<string, number>();
  const add = (counts: Record<string, number>, key: string, lines: number): void => {
    counts[key] = (counts[key] ?? 0) + lines;
  };
  for (const { state, plan, codes, currency, lines, refund } of groups) {
    add(totals.byOutcome, state, lines);
    if (plan !== null) add(totals.byPlan, plan, lines);
    for (const code of codes ?? []) add(totals.byReason, code, lines);
    if (currency !== null) money.set(currency, (money.get(currency) ?? 0) + refund);
  }
  totals.refunds = [...money]
    .filter(([, amount]) => amount > 0)
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => a.currency.localeCompare(b.currency));
  return totals;
}

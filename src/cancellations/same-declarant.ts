/** A subscription that a declaration might mean, with the name on its account. */
export interface Candidate {
  subscriptionId: string;
  accountId: string;
  accountName: string;
  timeZone: string;
  status: 'active' | 'ending' | 'cancelled' | 'expired';
}

/** What is left to end comes first: what runs, then what ends anyway, then what has ended. */
const tiers: readonly Candidate['status'][][] = [['active'], ['ending'], ['cancelled', 'expired']];

/** Accents, ligatures and letters with a stroke count as their base: who types `l` means `ł`. */
const letters = new Intl.Collator('en', { sensitivity: 'base', usage: 'search' });

/**
 * The one subscription that a declarant means, of those that the e-mail address and the contract
 * lead to: the name has to be that of the account, and among what is left to end there is exactly one.
 * Null where it could be none or several: that is for a person to find out.
 */
export function chooseCandidate(name: string, candidates: readonly Candidate[]): Candidate | null {
  const named = candidates.filter(({ accountName }) => isSameName(name, accountName));
  const best = tiers
    .map((statuses) => named.filter(({ status }) => statuses.includes(status)))
    .find((tier) => tier.length > 0);
  return best?.length === 1 ? (best[0] ?? null) : null;
}

/** Whether two names are the same to a clerk: without case, accents, spacing and order of their parts. */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (a.length === 0 || b.length === 0) return false;
  const same = (left: string[], right: string[]): boolean =>
    letters.compare(left.join(' '), right.join(' ')) === 0;
  return (
    same(a.toSorted(letters.compare), b.toSorted(letters.compare)) ||
    same([a.join('')], [b.join('')])
  );
}

/** A Service Tag or an order number as it is compared: nobody types it the way it is stored. */
export function contractKey(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
}

/** Runs of letters and digits; hyphens, apostrophes, commas and full stops only stand between them. */
function partsOf(name: string): string[] {
  return name.normalize('NFKC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

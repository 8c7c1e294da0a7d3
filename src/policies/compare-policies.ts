/** One parameter that differs between two documents. */
export interface PolicyChange {
  /** JSON pointer, e.g. `/notice/byPlan/prosupport/IN`. */
  pointer: string;
  /** Undefined where the document has no such parameter. */
  before?: unknown;
  after?: unknown;
}

/**
 * Two documents field by field: what one has and the other has not, or has otherwise, in the order of
 * their pointers. Objects are looked into; everything else is compared as a whole.
 */
export function comparePolicies(before: unknown, after: unknown): PolicyChange[] {
  const [one, other] = [new Map(leavesOf(before, '')), new Map(leavesOf(after, ''))];
  const pointers = [...new Set([...one.keys(), ...other.keys()])].sort();
  return pointers
    .filter((pointer) => JSON.stringify(one.get(pointer)) !== JSON.stringify(other.get(pointer)))
    .map((pointer) => ({
      pointer,
      ...(one.has(pointer) ? { before: one.get(pointer) } : {}),
      ...(other.has(pointer) ? { after: other.get(pointer) } : {}),
    }));
}

function leavesOf(value: unknown, pointer: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[pointer, value]];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

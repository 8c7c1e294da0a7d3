export const cancellationStates = [
  'requested',
  'in_review',
  'scheduled',
  'completed',
  'rejected',
  'failed',
  'revoked',
] as const;
export type CancellationState = (typeof cancellationStates)[number];

/** Where every cancellation begins. */
export const initialState: CancellationState = 'requested';

/** A subscription has at most one cancellation in these states (a partial unique index says so too). */
export const openStates = [
  'requested',
  'in_review',
  'scheduled',
  'failed',
] as const satisfies CancellationState[];

/** The whole life of a cancellation. Source: design, "Cancellation states". */
export const transitions: Readonly<Record<CancellationState, readonly CancellationState[]>> = {
  requested: ['completed', 'scheduled', 'in_review', 'rejected', 'failed', 'revoked'],
  in_review: ['completed', 'scheduled', 'rejected', 'failed', 'revoked'],
  scheduled: ['completed', 'failed', 'revoked'],
  failed: ['requested', 'in_review', 'scheduled', 'rejected', 'revoked'],
  completed: [],
  rejected: [],
  revoked: [],
};

/** Whether the table allows the step. */
export function canMove(from: CancellationState, to: CancellationState): boolean {
  return transitions[from].includes(to);
}

/** Whether the state holds the one open place of its subscription. */
export function isOpen(state: CancellationState): boolean {
  return (openStates as readonly CancellationState[]).includes(state);
}

/**
 * Checks a transition table: every named state known, every state reachable from the initial one,
 * and no state that is neither final by intent nor able to reach an end.
 * @throws Error naming the first fault; called at start, so that a wrong table stops the boot
 */
export function checkTransitions(
  table: Readonly<Record<string, readonly string[]>>,
  initial: string,
  ends: readonly string[],
): void {
  const known = new Set(Object.keys(table));
  for (const [from, targets] of Object.entries(table)) {
    const unknown = targets.find((to) => !known.has(to));
    if (unknown)
      throw new Error(`Cancellation states: ${from} leads to the unknown state ${unknown}.`);
    if (targets.length === 0 && !ends.includes(from)) {
      throw new Error(`Cancellation states: ${from} is a dead end, but no end.`);
    }
  }
  const reachable = new Set([initial]);
  for (const state of reachable) for (const next of table[state] ?? []) reachable.add(next);
  const lost = [...known].find((state) => !reachable.has(state));
  if (lost) throw new Error(`Cancellation states: ${lost} cannot be reached from ${initial}.`);
}

/** The states that nothing follows. */
export const finalStates: readonly CancellationState[] = ['completed', 'rejected', 'revoked'];

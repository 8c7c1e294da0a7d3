/** What a run does to each of its cancellations. */
export const runKinds = ['approve', 'reject', 'retry', 'revoke'] as const;
export type RunKind = (typeof runKinds)[number];

export const runStates = ['running', 'paused', 'done', 'aborted'] as const;
export type RunState = (typeof runStates)[number];

/** What came of a row; `proposed` waits for a second person. */
export const rowStates = ['waiting', 'done', 'proposed', 'refused'] as const;
export type RowState = (typeof rowStates)[number];

/** More than anybody looks through in a preview; the rest is a second run. */
export const MOST_ROWS = 50_000;

const transitions: Readonly<Record<RunState, readonly RunState[]>> = {
  running: ['paused', 'aborted', 'done'],
  paused: ['running', 'aborted'],
  done: [],
  aborted: [],
};

/** Whether a run may go from one state to the other. */
export function canMoveRun(from: RunState, to: RunState): boolean {
  return transitions[from].includes(to);
}

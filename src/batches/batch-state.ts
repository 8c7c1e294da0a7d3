/** The whole life of a batch. Source: contract, "Batch". */
export const batchStates = [
  'checking',
  'ready',
  'running',
  'paused',
  'done',
  'aborted',
  'failed',
] as const;
export type BatchState = (typeof batchStates)[number];

/** What a line comes to: `invalid` and `valid` by the check, the rest by the run. */
export const lineStates = [
  'invalid',
  'valid',
  'requested',
  'completed',
  'scheduled',
  'in_review',
  'rejected',
  'failed',
] as const;
export type LineState = (typeof lineStates)[number];

/** What a chunk waits for; `preview` is for dry runs alone. */
export type ChunkStage = 'check' | 'preview' | 'run';

const transitions: Readonly<Record<BatchState, readonly BatchState[]>> = {
  checking: ['ready', 'running', 'aborted', 'failed'],
  ready: ['running', 'aborted'],
  running: ['paused', 'done', 'aborted', 'failed'],
  paused: ['running', 'aborted'],
  done: [],
  aborted: [],
  failed: [],
};

/** Whether a batch may go from one state to the other. */
export function canMoveBatch(from: BatchState, to: BatchState): boolean {
  return transitions[from].includes(to);
}

/** The states in which chunks of a stage may be worked on. */
export function worksOn(state: BatchState, stage: ChunkStage): boolean {
  return stage === 'run' ? state === 'running' : state === 'checking';
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How long what yields waits at most before each piece of its work: under endless load it goes on, slowly. */
const PATIENCE_MS = 500;
const LOOK_MS = 10;
/** Callers come in bursts: so long after the last one it counts as quiet. */
const QUIET_MS = 30;

/** Who cancels: somebody who waits for an answer, or a line of a batch. */
export type Urgency = 'single' | 'batch';

const running = { single: { active: 0, lastAt: 0 }, batch: { active: 0, lastAt: 0 } };

/** Does the work of cancelling; mails and refunds of this process yield to it. */
export async function withPrecedence<T>(
  work: () => Promise<T>,
  urgency: Urgency = 'single',
): Promise<T> {
  const own = running[urgency];
  own.active++;
  try {
    return await work();
  } finally {
    own.active--;
    own.lastAt = performance.now();
  }
}

/** Whether this process carries out a batch just now. */
export function isBatchRunning(): boolean {
  return isBusy(running.batch);
}

/** Resolves when nobody is cancelling in this process, or the patience is over. */
export function yieldToCancelling(): Promise<void> {
  return yieldTo(['single', 'batch']);
}

/** Resolves when nobody waits here for a single cancellation, or the patience is over. */
export function yieldToSingles(): Promise<void> {
  return yieldTo(['single']);
}

async function yieldTo(urgencies: readonly Urgency[]): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (urgencies.some((urgency) => isBusy(running[urgency])) && performance.now() < until) {
    await sleep(LOOK_MS);
  }
}

function isBusy({ active, lastAt }: { active: number; lastAt: number }): boolean {
  return active > 0 || performance.now() - lastAt < QUIET_MS;
}

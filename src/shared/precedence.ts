import { setTimeout as sleep } from 'node:timers/promises';

/** How long what yields waits at most before each piece of its work: under endless load it goes on, slowly. */
const PATIENCE_MS = 500;
const LOOK_MS = 10;
/** Callers come in bursts: so long after the last one it counts as quiet. */
const QUIET_MS = 30;

let active = 0;
let lastAt = 0;

/** Does the work of cancelling; mails and refunds of this process yield to it. */
export async function withPrecedence<T>(work: () => Promise<T>): Promise<T> {
  active++;
  try {
    return await work();
  } finally {
    active--;
    lastAt = performance.now();
  }
}

/** Resolves when nobody is cancelling in this process, or the patience is over. */
export async function yieldToCancelling(): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while ((active > 0 || performance.now() - lastAt < QUIET_MS) && performance.now() < until) {
    await sleep(LOOK_MS);
  }
}

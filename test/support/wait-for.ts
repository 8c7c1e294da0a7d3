import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: a slow machine is no failure; what never comes is. */
const LIMIT_MS = 15_000;
const PAUSE_MS = 15;

type Awaitable<T> = T | Promise<T>;

/**
 * The first truthy answer of `probe`, asked again and again.
 * @throws when there is none within the limit; a probe that throws is thrown on at once
 */
export async function waitFor<T>(
  probe: () => Awaitable<T>,
  limitMs: number = LIMIT_MS,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await probe();
    if (answer) return answer as Exclude<T, false | null | undefined | 0 | ''>;
    if (performance.now() > deadline) {
      throw new Error(`Not seen within ${limitMs} ms: ${probe.toString()}`);
    }
    await sleep(PAUSE_MS);
  }
}

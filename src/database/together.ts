/**
 * Hands several statements of one transaction over at once: the server works on each while the next is
 * made ready here. They run in their order. Answers what they answer.
 *
 * It waits for all, whatever fails: Kysely sends a rollback past the statements that still wait for the
 * connection, and these would then run outside of any transaction.
 * @throws what the first of them throws that failed; the server refuses the others after it
 */
export async function together<T extends readonly unknown[]>(
  ...works: { [K in keyof T]: () => Promise<T[K]> }
): Promise<T> {
  const settled = await Promise.allSettled(works.map(async (work) => (await work()) as unknown));
  const answers = settled.map((one): unknown => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return answers as unknown as T;
}

/** What was asked of a server did not come back in time; whether it was done is unknown. */
export class TimeLimitError extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} did not answer within ${limitMs} ms`);
  }
}

/**
 * The outcome of `work`, or a TimeLimitError after `limitMs`. A later failure of `work` belongs to
 * nobody any more: the caller has been told that the outcome is unknown.
 */
export async function withinLimit<T>(work: Promise<T>, limitMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(what, limitMs)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

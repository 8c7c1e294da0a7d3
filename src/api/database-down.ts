/** What the driver says when the database cannot be reached, is starting, stopping or full. */
const codes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['53300', '57P01', '57P02', '57P03', '25006', '53100'],
]);
/** The driver gives no code to these. */
const texts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Connection ended unexpectedly|not queryable/i;

/** Whether an error, or one that caused it, means that the database is out of reach for now. */
export function isDatabaseDown(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { code, cause, previous, errors } = error as Error & Record<string, unknown>;
  if (typeof code === 'string' && (codes.has(code) || code.startsWith('08'))) return true;
  if (texts.test(error.message)) return true;
  const inner: unknown[] = [cause, previous, ...(Array.isArray(errors) ? errors : [])];
  return inner.some((one) => isDatabaseDown(one, depth + 1));
}

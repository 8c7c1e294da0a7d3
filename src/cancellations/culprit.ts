/**
 * SQLSTATE prefixes that say the statement's own rows are wrong: data, constraints, raised, denied. The
 * rest of class 42 (a column that is not there yet) lies with the version that runs.
 */
const CULPRIT_PREFIXES = ['22', '23', 'P0', '42501'];

/**
 * Whether an error lies with the rows of the set, so that halving finds the one to blame. A lost
 * connection, a deadlock or a full disk lies with nobody: the set is retried as it is.
 */
export function isCulprit(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== undefined) return CULPRIT_PREFIXES.some((prefix) => code.startsWith(prefix));
  return error instanceof RangeError || error instanceof TypeError;
}

/** Whether PostgreSQL ended the transaction to break a ring of locks. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01';
}

/** What staff reads about a failure: the fault without the rows' content, which may be personal. */
export function faultOf(error: unknown): string {
  const code = sqlState(error);
  const message = error instanceof Error ? error.message : String(error);
  return (code === undefined ? message : `${code}: ${message}`).slice(0, 500);
}

function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

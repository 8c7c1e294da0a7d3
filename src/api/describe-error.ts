/** Where in the code an error arose: the frames without the message, which may quote a query's values. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}

function innermost(error: Error, depth = 0): Error {
  const { cause, previous } = error as Error & { previous?: unknown };
  const inner = previous ?? cause;
  return inner instanceof Error && depth < 5 ? innermost(inner, depth + 1) : error;
}

/**
 * An error for the log, without personal data: wrapped errors of the database layer repeat the
 * statement with its values, so only the innermost text is told, which PostgreSQL keeps free of rows.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const root = innermost(error);
  const { code, table, constraint } = root as Error & Record<string, unknown>;
  return {
    type: root.name,
    message: root.message,
    code,
    table,
    constraint,
    at: framesOf(error.stack),
  };
}

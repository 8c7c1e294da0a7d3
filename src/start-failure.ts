/** What a start may meet, and what to do about it; anything else is told with its stack. */
const advice: Record<string, (error: NodeJS.ErrnoException & { port?: number }) => string> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use: stop what listens there, or set PORT.`,
  EACCES: ({ message }) => `Not allowed: ${message}. Use another PORT or DATA_DIR.`,
  ENOSPC: () => 'The disk of DATA_DIR is full: make room, or set DATA_DIR to another place.',
  EROFS: () => 'DATA_DIR is read-only: set DATA_DIR to a folder that can be written.',
  ECONNREFUSED: () => 'The database does not answer: check DATABASE_URL and that it runs.',
  ENOTFOUND: ({ message }) => `A host cannot be found: ${message}. Check DATABASE_URL.`,
  '28P01': () => 'The database refuses the password in DATABASE_URL.',
  '3D000': ({ message }) => `The database of DATABASE_URL is missing: ${message}. Create it first.`,
};

/** Errors that say by themselves what to do; their class is known by name alone. */
const plain = ['SettingsError', 'EmbeddedPostgresError', 'MigrationError', 'StaffRoutesError'];

/** One clear line for what is known, the whole error for what is not. */
export function explainStartFailure(error: unknown): string {
  if (!(error instanceof Error)) return `The start failed: ${String(error)}`;
  if (plain.includes(error.constructor.name)) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  const line = code === undefined ? undefined : advice[code];
  if (line !== undefined) return line(error);
  return `The start failed: ${error.stack ?? error.message}`;
}

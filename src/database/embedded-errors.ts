/** What the embedded database tells the operator: one line that says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The `code` of a system or database error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  // Not by instanceof: where modules run in a context of their own, Node's errors are not its Errors.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Waits for `work`, answering null when what it looked for does not exist (any more). */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}

/** The line for a disk without space. */
export function diskFull(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The disk that holds ${folder} is full: free at least 200 MB there, or set DATA_DIR to a folder on another disk, and start again.`,
  );
}

function notWritable(folder: string, reason: string): EmbeddedPostgresError {
  const user = process.geteuid ? ` for user id ${process.geteuid()}` : '';
  return new EmbeddedPostgresError(
    `The data folder ${folder} cannot be used (${reason}): make it writable${user}, or set DATA_DIR to another folder, and start again.`,
  );
}

/** Turns what went wrong with files and programs into one line; other errors pass unchanged. */
export function explain(error: unknown, folder: string): unknown {
  if (error instanceof EmbeddedPostgresError) return error;
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(folder);
    case 'EROFS':
      return notWritable(folder, 'its file system is read-only');
    case 'EACCES':
    case 'EPERM':
      return notWritable(folder, 'permission denied');
    case 'ENOTDIR':
    case 'EEXIST':
      return notWritable(folder, 'a file stands where a folder is needed');
    case 'ENOENT':
      return notWritable(folder, 'it is not there and cannot be made');
    default:
      return error;
  }
}

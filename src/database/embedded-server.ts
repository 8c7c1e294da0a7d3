import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, open, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './embedded-binaries.js';
import {
  cannotRun,
  freeBytes,
  lastLine,
  runProgram,
  serverEnvironment,
} from './embedded-cluster.js';
import { diskFull, EmbeddedPostgresError, errorCode, unlessMissing } from './embedded-errors.js';
import { commandLine, pidTaken } from './embedded-process.js';
import { giveToOwner, type Place } from './embedded-place.js';

/** A server as its postmaster.pid describes it. */
export interface RunningServer {
  pid: number;
  port: number;
  status: string;
}

const START_MS = 300_000;
const STOP_MS = 60_000;
const RETRY_MS = 30_000;
/** No process can have this number, so PostgreSQL takes its lock file as left behind. */
const NO_PID = 2_147_483_646;

/** For two cores and short transactions; given at each start, so this list alone decides. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  synchronous_commit: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  // Starts, stops and crashes only: failed statements would bring personal data into the log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  logging_collector: 'off',
};

/** Joins the server that runs on this cluster, or starts one. Call under the lock. */
export async function joinOrStart(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<RunningServer> {
  const deadline = Date.now() + START_MS;
  for (let found = await findServer(place); found; found = await findServer(place)) {
    if (found.status === 'ready') return found;
    if (Date.now() > deadline) throw stuck(place, found);
    await sleep(20);
  }
  await keepLastLog(place);
  return startWithRetries(place, binaries, log);
}

/** The server that runs on this cluster; null for none, a stale postmaster.pid or a zombie. */
export async function findServer(place: Place): Promise<RunningServer | null> {
  const path = join(place.pgData, 'postmaster.pid');
  const text = await unlessMissing(readFile(path, 'utf8'));
  const lines = text?.split('\n').map((line) => line.trim()) ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (await runsCluster(place, pid))
    return { pid, port: Number(lines[3]), status: lines[7] ?? 'starting' };
  if (pidTaken(pid)) await disown(path, lines);
  return null;
}

/** Fast shutdown; answers when the server has gone. Call under the lock. */
export async function stopServer(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  const running = await findServer(place);
  if (!running) return;
  await shutDown(place, binaries, running.pid, 'INT');
  if (await goneWithin(place, running.pid, STOP_MS)) return;
  log('the database does not stop; ending it at once, it repairs itself at the next start');
  await shutDown(place, binaries, running.pid, 'QUIT');
  if (await goneWithin(place, running.pid, STOP_MS)) return;
  throw stuck(place, running);
}

/** Whether that process is a PostgreSQL on this very cluster. */
async function runsCluster(place: Place, pid: number): Promise<boolean> {
  const command = (await commandLine(pid)) ?? '';
  return command.includes(process.platform === 'win32' ? 'postgres' : `-D ${place.pgData} -p `);
}

/** A postmaster.pid whose number now belongs to a stranger or a zombie: PostgreSQL would believe it. */
async function disown(path: string, lines: string[]): Promise<void> {
  await writeFile(path, [NO_PID, ...lines.slice(1)].join('\n'), { flag: 'r+' });
}

async function startWithRetries(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<RunningServer> {
  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    const outcome = await startOnce(place, binaries, log);
    if (typeof outcome !== 'string') return outcome;
    const passing = /pre-existing shared memory block|Address already in use/.test(outcome);
    if (!passing || Date.now() > deadline) throw await startFailure(place, outcome);
    await sleep(200);
  }
}

/** Starts the server and waits until it answers; gives its log when it ends instead. */
async function startOnce(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<RunningServer | string> {
  const child = await launch(place, binaries.postgres, await freePort());
  let ended = false;
  let failure: Error | null = null;
  child.once('exit', () => (ended = true));
  child.once('error', (error) => (failure = error));
  const begun = Date.now();
  for (let told = false; ; await sleep(10)) {
    if (failure) throw cannotRun(binaries.postgres, failure);
    if (ended) return readFile(place.logFile, 'utf8');
    const found = await findServer(place);
    if (found?.pid === child.pid && found?.status === 'ready') return release(child, found);
    if (Date.now() - begun > START_MS && found) throw stuck(place, found);
    if (!told && Date.now() - begun > 3000) log('the database is starting, perhaps repairing');
    told ||= Date.now() - begun > 3000;
  }
}

/** From here on the server lives without us. */
function release(child: ChildProcess, server: RunningServer): RunningServer {
  child.removeAllListeners();
  child.unref();
  return server;
}

async function launch(place: Place, postgres: string, port: number): Promise<ChildProcess> {
  const options = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = await open(place.logFile, 'w', 0o600);
  try {
    await giveToOwner(place, place.logFile);
    return spawn(postgres, ['-D', place.pgData, '-p', String(port), ...options], {
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', logFile.fd, logFile.fd],
      detached: true,
      windowsHide: true,
      ...place.user,
    });
  } finally {
    await logFile.close();
  }
}

/** The log begins anew at each start; the one before is kept beside it. */
async function keepLastLog(place: Place): Promise<void> {
  const kept = `${place.logFile}.1`;
  await unlessMissing(rename(place.logFile, kept));
  await unlessMissing(chmod(kept, 0o600));
}

async function startFailure(place: Place, output: string): Promise<EmbeddedPostgresError> {
  const full = /no space left on device/i.test(output);
  if (full || (await freeBytes(place.clusterRoot)) < 16 * 1024 * 1024) {
    return diskFull(place.clusterRoot);
  }
  return new EmbeddedPostgresError(
    `The embedded database does not start (${lastLine(output)}): see ${place.logFile}; a data folder from a backup, or DATABASE_URL set to a PostgreSQL of your own, gets you going.`,
  );
}

function stuck(place: Place, server: RunningServer): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded database (process ${server.pid}) has been ${server.status || 'starting'} for minutes: see ${place.logFile}, end that process and start again.`,
  );
}

async function shutDown(
  place: Place,
  binaries: Binaries,
  pid: number,
  signal: 'INT' | 'QUIT',
): Promise<void> {
  if (process.platform === 'win32') {
    await runProgram(place, binaries.pgCtl, ['kill', signal, String(pid)]);
    return;
  }
  try {
    process.kill(pid, `SIG${signal}`);
  } catch (error) {
    // Gone already, which is what was wanted.
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

async function goneWithin(place: Place, pid: number, limitMs: number): Promise<boolean> {
  for (const begun = Date.now(); Date.now() - begun < limitMs; await sleep(10)) {
    if (!(await runsCluster(place, pid))) return true;
  }
  return false;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverEnvironment, serverFlags } from './server-flags.js';

const root = join(import.meta.dirname, '..', '..');
const READY_MS = 60_000;

/** The built application in a process of its own, all roles in one, as `npm start` runs it. */
export class AppProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly errors: string[],
  ) {}

  /** Answers when it is ready. Rate limits are lifted: one key sends everything here. */
  static async start(environment: Record<string, string>): Promise<AppProcess> {
    const port = await freePort();
    // For looking closer, e.g. `--cpu-prof`.
    const looking = process.env['BENCH_APP_NODE_OPTIONS']?.split(' ') ?? [];
    const profile = [...serverFlags(environment['ROLES']), ...looking];
    const child = spawn(process.execPath, [...profile, join(root, 'dist', 'src', 'main.js')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        ...serverEnvironment,
        PORT: String(port),
        HOST: '127.0.0.1',
        DEMO: '0',
        SIGNING_KEY: 'a key of the bench, long enough for anything',
        RATE_LIMIT_KEY: '1000000/s',
        RATE_LIMIT_ADDRESS: '1000000/s',
        ...environment,
      },
    });
    const errors: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const app = new AppProcess(child, `http://127.0.0.1:${port}`, errors);
    try {
      await app.ready();
      return app;
    } catch (error) {
      await app.stop();
      throw error;
    }
  }

  /** Highest resident memory so far in MiB; where the system does not keep it, NaN. */
  peakRssMb(): number {
    if (process.platform !== 'linux' || this.child.pid === undefined) return NaN;
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return Math.round(Number(kilobytes) / 1024);
  }

  /** Seconds of processor used so far; on Linux alone. */
  cpuSeconds(): number {
    if (process.platform !== 'linux' || this.child.pid === undefined) return NaN;
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    await exit;
    clearTimeout(killer);
  }

  private async ready(): Promise<void> {
    for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await sleep(100)) {
      if (this.child.exitCode !== null) break;
      try {
        if ((await fetch(`${this.url}/readyz`)).ok) return;
      } catch (error) {
        // Not listening yet.
        if (!(error instanceof TypeError)) throw error;
      }
    }
    throw new Error(`The application did not become ready:\n${this.errors.join('').slice(-2000)}`);
  }
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

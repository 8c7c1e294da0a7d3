import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../support/wait-for.js';

const run = promisify(execFile);

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The compiled application as the operator starts it: a process of its own. */
export class DeskProcess {
  readonly said: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<Exit>;

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, [join(process.cwd(), 'dist', 'src', 'main.js')], {
      // Nothing of the test's own settings, above all not its NODE_OPTIONS.
      env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'silent', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    this.child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      this.said.splice(0, Infinity, ...text.split('\n').filter((line) => line !== ''));
    });
    this.ended = once(this.child, 'close').then(() => ({
      code: this.child.exitCode,
      signal: this.child.signalCode,
    }));
    process.once('exit', this.killNow);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async ready(): Promise<void> {
    const isReady = (): boolean => this.said.some((line) => line.includes('is ready'));
    await waitFor(() => isReady() || !this.running, 60_000);
    if (!isReady()) throw new Error(`The desk did not start:\n${this.said.join('\n')}`);
  }

  /** Waits for the end that comes by itself. */
  async exit(): Promise<Exit> {
    await waitFor(() => !this.running, 60_000);
    process.off('exit', this.killNow);
    return this.ended;
  }

  signal(name: NodeJS.Signals): Promise<Exit> {
    this.child.kill(name);
    return this.exit();
  }

  /** For the end of a test; nothing is left to do when it has ended. */
  async stop(): Promise<void> {
    if (this.running) await this.signal('SIGKILL');
  }

  private readonly killNow = (): void => void this.child.kill('SIGKILL');
}

/** Compiles what has changed, so that the process is the application of these sources. */
export async function build(): Promise<void> {
  await run(process.execPath, [join(process.cwd(), 'bin', 'build.js')], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
}

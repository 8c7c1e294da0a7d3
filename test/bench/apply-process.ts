import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serverEnvironment, serverFlags } from './server-flags.js';
import type { ApplyAnswer, ApplyOrder } from './apply-side.js';

/** ApplyCancellations in a process of its own; see `apply-side.ts`. */
export class ApplyProcess {
  private readonly child: ChildProcess;
  peakRssMb = 0;

  constructor(url: string) {
    // For looking closer, e.g. `--cpu-prof`.
    const profiling = process.env['BENCH_APP_NODE_OPTIONS']?.split(' ') ?? [];
    this.child = fork(join(import.meta.dirname, 'apply-side.ts'), [url], {
      execArgv: ['--experimental-strip-types', '--no-warnings', ...serverFlags(), ...profiling],
      env: { ...process.env, ...serverEnvironment, NODE_ENV: 'production' },
      stdio: ['ignore', 2, 2, 'ipc'],
    });
  }

  /** Runs the sets one after the other. Answers the milliseconds they took there. */
  async run(sets: string[][]): Promise<number> {
    const order: ApplyOrder = { sets };
    const answer = new Promise<ApplyAnswer>((resolve, reject) => {
      const died = (code: number | null): void =>
        reject(new Error(`The process that applies has ended (${code}): see the lines above.`));
      this.child.once('exit', died);
      this.child.once('message', (message) => {
        this.child.off('exit', died);
        resolve(message as ApplyAnswer);
      });
    });
    this.child.send(order);
    const { milliseconds, peakRssMb } = await answer;
    this.peakRssMb = peakRssMb;
    return milliseconds;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}

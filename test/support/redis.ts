import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of the test's own, that it may kill and freeze. It keeps nothing on disk. */
export class RedisServer {
  private child: ChildProcess | undefined;

  constructor(private readonly port: number) {}

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('This Redis is not running.');
    return this.child.pid;
  }

  async start(): Promise<void> {
    const program = redisProgram();
    if (program === null) throw new Error('No redis-server on this machine.');
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', ''];
    this.child = spawn(program, [...options, '--appendonly', 'no'], {
      cwd: tmpdir(),
      stdio: 'ignore',
    });
    process.once('exit', this.killNow);
    await untilReady(this.url);
  }

  /** Also ends a frozen one. Nothing is left to do when it does not run. */
  async stop(): Promise<void> {
    const child = this.child;
    if (child === undefined) return;
    this.child = undefined;
    process.off('exit', this.killNow);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  /** As a crash does it: connections break, all data is lost. */
  kill9(): Promise<void> {
    return this.stop();
  }

  /** Accepts connections and answers nothing. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** A new one with nothing in it, at the same address. */
  async restartEmpty(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private readonly killNow = (): void => void this.child?.kill('SIGKILL');
}

export async function startRedis(): Promise<RedisServer> {
  const server = await reserveRedis();
  await server.start();
  return server;
}

/** An address where nothing listens until `start()`. */
export async function reserveRedis(): Promise<RedisServer> {
  return new RedisServer(await freePort());
}

/** TEST_REDIS_SERVER, else `redis-server` on the PATH; null when there is none. */
export function redisProgram(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== '');
  const candidates = folders.map((folder) => join(folder, 'redis-server'));
  const given = process.env['TEST_REDIS_SERVER'];
  return [...(given ? [given] : []), ...candidates].find((path) => existsSync(path)) ?? null;
}

async function untilReady(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    for (let tries = 0; tries < 200; tries++) {
      try {
        await client.connect();
        return;
      } catch (error) {
        if (tries === 199) throw error;
        await sleep(25);
      }
    }
  } finally {
    client.disconnect();
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

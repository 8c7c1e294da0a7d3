import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode, unlessMissing } from './embedded-errors.js';

/** A process told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Boot and moment of start, as far as the platform tells; opaque. */
  start: string;
}

const run = promisify(execFile);

/** Who this process is. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, start: (await processStart(process.pid)) ?? '' };
}

/** Whether that very process still runs; a zombie does not. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await processStart(identity.pid)) === identity.start;
}

/** Whether anything answers to this number, zombies included. */
export function pidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The command line of a running process as one string; null when there is none. */
export async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return pidTaken(pid) ? 'postgres' : null;
  if (process.platform !== 'linux') return ps(pid, 'command=');
  if ((await linuxStart(pid)) === null) return null;
  const raw = await unlessMissing(readFile(`/proc/${pid}/cmdline`, 'utf8'));
  return raw === null ? null : raw.split('\0').join(' ');
}

async function processStart(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return pidTaken(pid) ? '' : null;
  return process.platform === 'linux' ? linuxStart(pid) : ps(pid, 'lstart=');
}

async function linuxStart(pid: number): Promise<string | null> {
  const stat = await unlessMissing(readFile(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0] ?? '', fields[19] ?? ''];
  if (state === 'Z' || state === 'X') return null;
  const boot = await unlessMissing(readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
  return `${boot?.slice(0, 8) ?? ''}:${ticks}`;
}

async function ps(pid: number, column: string): Promise<string | null> {
  if (!pidTaken(pid)) return null;
  try {
    const { stdout } = await run('ps', ['-ww', '-o', `stat=`, '-o', column, '-p', String(pid)]);
    const [, state = '', text = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(stdout) ?? [];
    return state.startsWith('Z') ? null : text;
  } catch (error) {
    // ps exits 1, a number, when the process has gone meanwhile; anything else is a real failure.
    if (errorCode(error) === undefined) return null;
    throw error;
  }
}

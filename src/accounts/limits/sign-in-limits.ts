import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { RateLimiterPostgres } from 'rate-limiter-flexible';
import { tooMany } from '../../shared/domain-error.js';
import { FailureLimit, type Entry } from './failure-limit.js';
import { KnownDevice } from './known-device.js';
import { LimitKeys } from './limit-keys.js';
import { sharedLimiter } from './shared-limiter.js';

const DAY = 24 * 3_600;

/** One account from one address, or on one known device. */
const PAIR = { free: 5, firstWaitSeconds: 30, longestWaitSeconds: 900, windowSeconds: DAY };
/** One address, whatever the accounts: many people may share it, so it takes many failures. */
const ADDRESS = { free: 100, firstWaitSeconds: 15, longestWaitSeconds: 120, windowSeconds: 3_600 };
/** Failures at one account from anywhere that add no delay. */
const UNDELAYED = 10;
const DELAY_STEP_MS = 100;
const LONGEST_DELAY_MS = 1_500;
/** After this many failures within a day the owner is told. */
export const FAILURES_TOLD = 10;

/** Who tries to sign in. */
export interface Trier {
  email: string;
  /** Of the network, as the trusted proxies say. */
  address: string;
  /** The mark that an earlier sign-in left on the device. */
  deviceMark?: string;
}

/** A try that may go ahead; its outcome is told back. */
export interface Attempt {
  knownDevice: boolean;
  /** Failures at this account within a day, this try included. */
  failures: number;
  failed(): Promise<void>;
  /** @returns the mark for the device, to be kept by it */
  succeeded(): Promise<string>;
}

/**
 * Slows guessing down without giving strangers a lock: who fails waits, by account and address, and a
 * known device has a count of its own. What others fail at adds a short delay to unknown devices,
 * never a wait. Unknown accounts are counted like known ones, so nothing tells them apart.
 */
@Injectable()
export class SignInLimits {
  private readonly pairs: FailureLimit;
  private readonly addresses: FailureLimit;
  /** Counts alone: what strangers can fill must not close a door. */
  private readonly accounts: RateLimiterPostgres;

  constructor(
    em: EntityManager,
    private readonly keys: LimitKeys,
    private readonly devices: KnownDevice,
  ) {
    this.pairs = new FailureLimit(em, 'sign-in', PAIR);
    this.addresses = new FailureLimit(em, 'sign-in-address', ADDRESS);
    this.accounts = sharedLimiter(em, 'sign-in-account', UNDELAYED, DAY);
  }

  /** @throws DomainError `sign_in_wait` with `retryAfterSeconds` when it is too early for a further try */
  async enter({ email, address, deviceMark }: Trier): Promise<Attempt> {
    const mailbox = this.keys.ofMailbox(email);
    const network = this.keys.ofAddress(address);
    const device = this.devices.recognise(mailbox, deviceMark);
    const pair = device === null ? `${mailbox}:${network}` : `device:${device}`;
    const fromPair = admitted(await this.pairs.enter(pair));
    const fromAddress = device === null ? await this.enterFrom(network, pair) : null;
    const { consumedPoints: failures } = await this.accounts.penalty(mailbox);
    if (device === null) await sleep(delayAfter(failures));
    return {
      knownDevice: device !== null,
      failures,
      failed: async () => {
        if (fromAddress !== null) await this.addresses.fail(network, fromAddress);
        await this.pairs.fail(pair, fromPair);
      },
      succeeded: async () => {
        if (fromAddress !== null) await this.addresses.forgive(network);
        await this.pairs.clear(pair);
        await this.accounts.reward(mailbox);
        return this.devices.mark(mailbox);
      },
    };
  }

  /** Whoever waits for the address has not tried the account. */
  private async enterFrom(network: string, pair: string): Promise<number> {
    const entry = await this.addresses.enter(network);
    if ('waitSeconds' in entry) await this.pairs.forgive(pair);
    return admitted(entry);
  }
}

/** The delay for an unknown device after so many failures at the account, in milliseconds. */
export function delayAfter(failures: number): number {
  return Math.min(Math.max(0, failures - UNDELAYED) * DELAY_STEP_MS, LONGEST_DELAY_MS);
}

function admitted(entry: Entry): number {
  if ('failures' in entry) return entry.failures;
  throw tooMany(
    'sign_in_wait',
    'There were too many wrong passwords. Wait before the next try.',
    entry.waitSeconds,
  );
}

import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isIPv6 } from 'node:net';
import { Secrets } from '../../config/secrets.js';

/**
 * Names limits are kept under. Neither addresses of mail nor of the network lie in the database: only
 * their keyed hashes do.
 */
@Injectable()
export class LimitKeys {
  private readonly key: string;

  constructor(secrets: Secrets) {
    this.key = secrets.portalKey('limit');
  }

  /** One for every spelling of a mail address, whether or not there is an account. */
  ofMailbox(email: string): string {
    return this.hash(`mailbox ${email.trim().toLowerCase()}`);
  }

  /** One for an IPv4 address; for IPv6 one for the network of 64 bits that one customer gets. */
  ofAddress(address: string): string {
    return this.hash(`address ${networkOf(address)}`);
  }

  private hash(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url').slice(0, 24);
  }
}

/** `192.0.2.7`, or `2001:db8:0:1` for every address in that network. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const before = head.split(':').filter(Boolean);
  const after = plain.includes('::') ? tail.split(':').filter(Boolean) : [];
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../../config/secrets.js';

/**
 * Marks of devices on which an account has signed in before (OWASP, "Slow Down Online Guessing Attacks
 * with Device Cookies"). Such a device has a count of its own, so nobody else's failures slow it
 * down. The mark opens nothing: the password is asked for all the same.
 */
@Injectable()
export class KnownDevice {
  private readonly key: string;

  constructor(secrets: Secrets) {
    this.key = secrets.portalKey('device');
  }

  /** A mark for a device that has just signed in; `mailbox` is the hash of the account's address. */
  mark(mailbox: string): string {
    const nonce = randomBytes(16).toString('base64url');
    return `${nonce}.${this.sign(mailbox, nonce)}`;
  }

  /** The name of the device, when the mark is ours and for this account; else null. */
  recognise(mailbox: string, mark: string | undefined): string | null {
    const [nonce = '', signature = '', ...more] = mark?.split('.') ?? [];
    const given = Buffer.from(signature);
    const right = Buffer.from(this.sign(mailbox, nonce));
    const ours = given.length === right.length && timingSafeEqual(given, right);
    return ours && more.length === 0 ? nonce : null;
  }

  private sign(mailbox: string, nonce: string): string {
    return createHmac('sha256', this.key).update(`${mailbox} ${nonce}`).digest('base64url');
  }
}

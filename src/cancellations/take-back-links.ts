import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';
import { Settings } from '../config/settings.js';
import { isUuid } from '../shared/ids.js';

/**
 * The addresses by which the owner of an account takes back what was cancelled without sign-in. An
 * address names its cancellation and is signed: nobody makes one for another. It needs no date of
 * expiry, for it can do nothing but what the state of the cancellation still allows.
 */
@Injectable()
export class TakeBackLinks {
  constructor(
    private readonly settings: Settings,
    private readonly secrets: Secrets,
  ) {}

  urlOf(cancellationId: string): string {
    const token = `${cancellationId}.${this.mac(cancellationId)}`;
    return `${this.settings.baseUrl}/take-back/${token}`;
  }

  /** The cancellation that the token of an address is for; null when it was not made here. */
  read(token: string): string | null {
    const [id = '', mac = ''] = token.split('.');
    const expected = Buffer.from(this.mac(id));
    const given = Buffer.from(mac);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
    return isUuid(id) ? id : null;
  }

  private mac(cancellationId: string): string {
    return createHmac('sha256', this.secrets.signingKey)
      .update(`take-back.${cancellationId}`)
      .digest('base64url');
  }
}

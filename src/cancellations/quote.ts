import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invalid } from '../shared/domain-error.js';
import { Secrets } from '../config/secrets.js';
import type { Quote } from './cancellation-facts.js';

/** How long a quote is good: from its issue to the receipt of the declaration. Source: contract. */
export const QUOTE_MINUTES = 15;

/** Signs what a preview promised, and reads it back from a declaration. */
@Injectable()
export class Quotes {
  constructor(private readonly secrets: Secrets) {}

  sign(quote: Quote): string {
    const payload = Buffer.from(JSON.stringify(quote)).toString('base64url');
    return `${payload}.${this.mac(payload)}`;
  }

  /**
   * @throws DomainError `invalid_input` with the code `quote_invalid` (altered or not ours),
   *   `quote_foreign` (for another subscription) or `quote_expired`
   */
  read(text: string, subscriptionId: string, receivedAt: Date): Quote {
    const [payload = '', mac = ''] = text.split('.');
    const expected = Buffer.from(this.mac(payload));
    const given = Buffer.from(mac);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      throw refusal('quote_invalid', 'This quote was not issued here. Ask for the options again.');
    }
    const quote = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Quote;
    if (quote.subscriptionId !== subscriptionId) {
      throw refusal('quote_foreign', 'This quote is for another subscription.');
    }
    if (receivedAt.getTime() > Date.parse(quote.expiresAt)) {
      throw refusal('quote_expired', 'This quote has expired. Ask for the options again.');
    }
    return quote;
  }

  private mac(payload: string): string {
    return createHmac('sha256', this.secrets.signingKey)
      .update(`quote.${payload}`)
      .digest('base64url');
  }
}

function refusal(code: string, message: string): Error {
  return invalid([{ pointer: '/quote', code, message }]);
}

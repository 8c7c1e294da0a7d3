import { Injectable } from '@nestjs/common';
import { RequestCancellation } from '../../cancellations/request-cancellation.js';
import { ReceiptAddresses } from '../../receipts/receipt-addresses.js';
import { notFound } from '../../shared/domain-error.js';
import { withPrecedence } from '../../shared/precedence.js';
import type { NoLoginDeclaration } from './declaration-fields.js';
import { DeclarationLimits } from './declaration-limits.js';

/** Where a declaration comes from. */
export interface Whence {
  /** Of the network. */
  address: string;
  requestId: string;
  /** Of the page, a BCP 47 tag: the receipt is written in it. */
  language: string;
}

/**
 * Hands in a declaration of somebody who did not sign in. It always becomes a receipt, by the same
 * statements whatever was typed: nobody looks for a contract before the answer has gone.
 */
@Injectable()
export class DeclareWithoutSignIn {
  constructor(
    private readonly limits: DeclarationLimits,
    private readonly requestCancellation: RequestCancellation,
    private readonly receipts: ReceiptAddresses,
  ) {}

  /**
   * @returns the path of the receipt, which nobody can guess
   * @throws DomainError `too_many_declarations` with `retryAfterSeconds`
   */
  async run(declaration: NoLoginDeclaration, whence: Whence): Promise<string> {
    const { declarant, kind, ground, wishedEnd, submissionKey } = declaration;
    await this.limits.admit(whence.address, declarant.email);
    const { declarationId } = await withPrecedence(() =>
      this.requestCancellation.run({
        subscriptionId: null,
        declarant: { ...declarant, language: whence.language },
        submissionKey,
        kind,
        effective: null,
        wishedEnd,
        ground,
        reason: { code: 'other', comment: null },
        quote: null,
        externalRef: null,
        door: 'no_login',
        actor: { type: 'customer', id: null, name: 'Customer', requestId: whence.requestId },
        visibility: null,
      }),
    );
    const address = await this.receipts.ofDeclaration(declarationId);
    if (address === null) throw notFound('declaration');
    return address;
  }
}

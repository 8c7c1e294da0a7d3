/** The gateway's final no: the money did not move and will not. Trying the same again is useless. */
export class GatewayRefused extends Error {
  /** @param code short and stable, without personal data: `card_expired` */
  constructor(readonly code: string) {
    super(`The gateway refused: ${code}`);
    this.name = 'GatewayRefused';
  }
}

export interface RefundOrder {
  /** The same key never moves money twice, however often and by whomever it is sent. */
  idempotencyKey: string;
  paymentId: string;
  /** How the gateway named the payment when it was captured; null when it was captured elsewhere. */
  gatewayReference: string | null;
  /** Integer minor units, above 0. */
  amount: number;
  currency: string;
}

export interface ChargeOrder {
  idempotencyKey: string;
  invoiceId: string;
  accountId: string;
  /** Integer minor units, above 0. */
  amount: number;
  currency: string;
}

/**
 * Where money leaves and comes in. An implementation answers the same reference for the same key,
 * throws GatewayRefused when it is final that the money does not move, and anything else when the
 * outcome is unknown: then the same order comes again with the same key.
 */
export abstract class PaymentGateway {
  /** When it is silent for longer, in milliseconds, the outcome counts as unknown. */
  readonly limitMs: number = 10_000;

  abstract refund(order: RefundOrder): Promise<{ reference: string }>;
  abstract charge(order: ChargeOrder): Promise<{ reference: string }>;
}

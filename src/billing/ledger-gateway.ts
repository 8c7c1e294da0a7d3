import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { newId } from '../shared/ids.js';
import { PaymentGateway, type ChargeOrder, type RefundOrder } from './payment-gateway.js';

interface Booking {
  direction: 'charge' | 'refund';
  idempotencyKey: string;
  subjectId: string;
  amount: number;
  currency: string;
}

/** The built-in gateway: books in the ledger, once per key, in a transaction of its own. */
@Injectable()
export class LedgerGateway extends PaymentGateway {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {
    super();
  }

  refund(order: RefundOrder): Promise<{ reference: string }> {
    return this.book({ ...order, direction: 'refund', subjectId: order.paymentId });
  }

  charge(order: ChargeOrder): Promise<{ reference: string }> {
    return this.book({ ...order, direction: 'charge', subjectId: order.invoiceId });
  }

  private async book(booking: Booking): Promise<{ reference: string }> {
    const { direction, idempotencyKey, subjectId, amount, currency } = booking;
    const em = this.em.fork();
    await sql(
      em,
      `insert into ledger_entry (id, idempotency_key, direction, subject_id, amount, currency, booked_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (idempotency_key) do nothing`,
      [newId(), idempotencyKey, direction, subjectId, amount, currency, this.clock.now()],
    );
    const [entry] = await sql<{ id: string }>(
      em,
      `select id from ledger_entry where idempotency_key = $1 and direction = $2
          and subject_id = $3 and amount = $4 and currency = $5`,
      [idempotencyKey, direction, subjectId, amount, currency],
    );
    if (entry === undefined)
      throw new Error(`The key ${idempotencyKey} belongs to another booking.`);
    return { reference: `ledger-${entry.id}` };
  }
}

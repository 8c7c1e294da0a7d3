import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { receiptAddress } from './receipt-address.js';

/**
 * Where receipts are found, as paths behind the desk's own address. Whoever knows one can read that
 * receipt: call this for the declarant alone.
 */
@Injectable()
export class ReceiptAddresses {
  constructor(private readonly em: EntityManager) {}

  /** Of one declaration; null for an unknown one. */
  async ofDeclaration(declarationId: string): Promise<string | null> {
    const [row] = await sql<{ id: string; secret: string }>(
      this.em.fork(),
      `select id, receipt_secret as secret from declaration where id = $1`,
      [declarationId],
    );
    return row === undefined ? null : receiptAddress(row.id, row.secret);
  }

  /** Of the declaration that a cancellation began with; null where nothing was declared. */
  async ofCancellation(cancellationId: string): Promise<string | null> {
    const [row] = await sql<{ id: string; secret: string }>(
      this.em.fork(),
      `select id, receipt_secret as secret from declaration where cancellation_id = $1
        order by received_at, id limit 1`,
      [cancellationId],
    );
    return row === undefined ? null : receiptAddress(row.id, row.secret);
  }
}

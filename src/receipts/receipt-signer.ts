import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { receiptKey, type ReceiptKey } from './receipt-key.js';

/** The key in use. Its public half is kept before it signs, and stays when SIGNING_KEY changes. */
@Injectable()
export class ReceiptSigner {
  readonly key: ReceiptKey;
  private kept = false;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    secrets: Secrets,
  ) {
    this.key = receiptKey(secrets.signingKey);
  }

  /** The key, ready to sign: what it signs can be checked for ever. */
  async run(): Promise<ReceiptKey> {
    if (!this.kept) {
      await sql(
        this.em.fork(),
        `insert into receipt_key (key_id, public_key, created_at) values ($1, $2, $3)
         on conflict do nothing`,
        [this.key.keyId, this.key.publicKey, this.clock.now()],
      );
      this.kept = true;
    }
    return this.key;
  }
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { publicJwk } from './receipt-key.js';
import { ReceiptSigner } from './receipt-signer.js';

/** The public halves of all keys that signed receipts, for those who check them on their own. */
@Injectable()
export class PublishReceiptKeys {
  constructor(
    private readonly em: EntityManager,
    private readonly signer: ReceiptSigner,
  ) {}

  /** A JWK set, the key in use first. */
  async run(): Promise<{ keys: Record<string, string>[] }> {
    const current = this.signer.key;
    const former = await sql<{ keyId: string; publicKey: Buffer }>(
      this.em.fork(),
      `select key_id as "keyId", public_key as "publicKey" from receipt_key
        where key_id <> $1 order by created_at desc, key_id`,
      [current.keyId],
    );
    return { keys: [current, ...former].map((one) => publicJwk(one.keyId, one.publicKey)) };
  }
}

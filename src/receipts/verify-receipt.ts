import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CancellationKind } from '../cancellations/cancellation-facts.js';
import { sql } from '../database/sql.js';
import type { ReceiptStage, RepeatedFacts } from './receipt-content.js';
import { isSignedBy } from './receipt-key.js';
import { readSignedFile } from './signed-file.js';

/**
 * What a check found.
 * - `unreadable`: neither a receipt's JSON nor its PDF, or cut off
 * - `unknown_key`: the key that it names was never ours
 * - `altered`: the signature does not fit these bytes
 */
export type Verification =
  | {
      valid: true;
      format: 'json' | 'pdf';
      keyId: string;
      reference: string;
      stage: ReceiptStage;
      kind: CancellationKind;
      /** RFC 3339 in UTC. */
      receivedAt: string;
    }
  | { valid: false; why: 'unreadable' | 'unknown_key' | 'altered' };

/** Checks a receipt by its bytes alone: it need not be among those that are kept here. */
@Injectable()
export class VerifyReceipt {
  constructor(private readonly em: EntityManager) {}

  async run(bytes: Buffer): Promise<Verification> {
    const file = readSignedFile(bytes);
    if (file === null) return { valid: false, why: 'unreadable' };
    const [key] = await sql<{ publicKey: Buffer }>(
      this.em.fork(),
      `select public_key as "publicKey" from receipt_key where key_id = $1`,
      [file.keyId],
    );
    if (key === undefined) return { valid: false, why: 'unknown_key' };
    if (!isSignedBy(key.publicKey, file.signed, file.signature)) {
      return { valid: false, why: 'altered' };
    }
    // Only what was signed is read, and this is how we write it.
    const { reference, stage, kind, received } = JSON.parse(file.facts) as RepeatedFacts;
    const { format, keyId } = file;
    return { valid: true, format, keyId, reference, stage, kind, receivedAt: received.at };
  }
}

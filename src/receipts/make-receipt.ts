import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { resolveLocale } from '../shared/locale/locale.js';
import {
  receiptContent,
  receiptLocale,
  receiptText,
  type ReceiptStage,
} from './receipt-content.js';
import { loadReceiptFacts } from './receipt-facts.js';
import { ReceiptSigner } from './receipt-signer.js';

/** A receipt as it was made, and stays. */
export interface StoredReceipt {
  /** The JSON text that was signed. */
  content: string;
  keyId: string;
  signature: Buffer;
  /** The language it speaks where it is set for reading. */
  locale: string;
}

/**
 * The receipt of a declaration at one stage: made when it is first asked for, so that declaring
 * stays fast and old declarations get theirs too, and the same bytes ever after. Safe to run twice
 * and by several processes at once: the first row stands, and everyone answers it.
 */
@Injectable()
export class MakeReceipt {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly signer: ReceiptSigner,
  ) {}

  /** Null for an unknown declaration, and for an outcome that it does not have (yet, or any more). */
  async run(declarationId: string, stage: ReceiptStage): Promise<StoredReceipt | null> {
    const em = this.em.fork();
    const stored = await findReceipt(em, declarationId, stage);
    if (stored !== null) return stored;
    const facts = await loadReceiptFacts(em, declarationId);
    if (facts === null) return null;
    const content = receiptContent(stage, facts, this.issuer());
    if (content === null) return null;
    const text = receiptText(content);
    const key = await this.signer.run();
    await sql(em, INSERT, [
      declarationId,
      stage,
      text,
      key.keyId,
      key.sign(Buffer.from(text)),
      resolveLocale(receiptLocale(facts) ?? undefined),
      this.clock.now(),
    ]);
    return findReceipt(em, declarationId, stage);
  }

  private issuer(): { name: string; verifyAt: string } {
    return { name: this.settings.BRAND_NAME, verifyAt: `${this.settings.baseUrl}/receipts/verify` };
  }
}

async function findReceipt(
  em: EntityManager,
  declarationId: string,
  stage: ReceiptStage,
): Promise<StoredReceipt | null> {
  const [row] = await sql<StoredReceipt>(
    em,
    `select content, key_id as "keyId", signature, locale from receipt
      where declaration_id = $1 and stage = $2`,
    [declarationId, stage],
  );
  return row ?? null;
}

const INSERT = `
  insert into receipt (declaration_id, stage, content, key_id, signature, locale, made_at)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`;

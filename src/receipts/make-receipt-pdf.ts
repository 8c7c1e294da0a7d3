import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { MakeReceipt } from './make-receipt.js';
import { receiptPdf } from './pdf/receipt-pdf.js';
import {
  receiptName,
  repeatedFacts,
  type ReceiptContent,
  type ReceiptStage,
} from './receipt-content.js';
import { hasPdf, receiptSheet } from './receipt-sheet.js';
import { ReceiptSigner } from './receipt-signer.js';
import { signPdf } from './signed-file.js';

/** A file to hand out. */
export interface ReceiptFile {
  name: string;
  bytes: Buffer;
}

/**
 * The receipt as a PDF, made once and kept with the receipt: who asks again gets the same bytes.
 * Safe to run twice and by several processes at once: the first file stands.
 */
@Injectable()
export class MakeReceiptPdf {
  constructor(
    private readonly em: EntityManager,
    private readonly makeReceipt: MakeReceipt,
    private readonly signer: ReceiptSigner,
  ) {}

  /** Null where there is no such receipt, and in languages that cannot be set as a PDF. */
  async run(declarationId: string, stage: ReceiptStage): Promise<ReceiptFile | null> {
    const receipt = await this.makeReceipt.run(declarationId, stage);
    if (receipt === null || !hasPdf(receipt.locale)) return null;
    const content = JSON.parse(receipt.content) as ReceiptContent;
    const name = `${receiptName(content)}.pdf`;
    const kept = await this.find(declarationId, stage);
    if (kept !== null) return { name, bytes: kept };
    // SIGNING_KEY may have changed since the content was signed: the file names the key of its own.
    const key = await this.signer.run();
    const pdf = await receiptPdf(receiptSheet(content, key.keyId, receipt.locale));
    await sql(
      this.em.fork(),
      `update receipt set pdf = $3 where declaration_id = $1 and stage = $2 and pdf is null`,
      [declarationId, stage, signPdf(pdf, repeatedFacts(content), key)],
    );
    const bytes = await this.find(declarationId, stage);
    return bytes && { name, bytes };
  }

  private async find(declarationId: string, stage: ReceiptStage): Promise<Buffer | null> {
    const [row] = await sql<{ pdf: Buffer | null }>(
      this.em.fork(),
      `select pdf from receipt where declaration_id = $1 and stage = $2`,
      [declarationId, stage],
    );
    return row?.pdf ?? null;
  }
}

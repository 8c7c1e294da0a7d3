import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Visibility } from '../access/visibility.js';
import { ReadCancellation } from '../cancellations/read-cancellation.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import { MakeReceipt, type StoredReceipt } from './make-receipt.js';
import {
  outcomeStageOf,
  receiptName,
  type ReceiptContent,
  type ReceiptStage,
} from './receipt-content.js';

/** The receipt that stands for a cancellation. */
export interface CancellationReceipt {
  declarationId: string;
  stage: ReceiptStage;
  stored: StoredReceipt;
  content: ReceiptContent;
  /** Of its file, without an ending. */
  name: string;
}

/**
 * The receipt that a program gets for a cancellation: of the declaration that it began with, and once
 * there is an outcome, of that. Declared without sign-in it stays the declaration: what became of it
 * is no part of the document that was handed out there.
 */
@Injectable()
export class ReadCancellationReceipt {
  constructor(
    private readonly em: EntityManager,
    private readonly readCancellation: ReadCancellation,
    private readonly makeReceipt: MakeReceipt,
  ) {}

  /** @throws DomainError `not_found`, also for what the client may not see */
  async run(id: string, visibility: Visibility): Promise<CancellationReceipt> {
    const { state, door } = await this.readCancellation.run(id, visibility);
    const [first] = await sql<{ id: string }>(
      this.em.fork(),
      `select id from declaration where cancellation_id = $1 order by received_at, id limit 1`,
      [id],
    );
    if (first === undefined) throw notFound('receipt');
    const stage = (door === 'no_login' ? null : outcomeStageOf(state)) ?? 'declaration';
    const stored = await this.makeReceipt.run(first.id, stage);
    if (stored === null) throw notFound('receipt');
    const content = JSON.parse(stored.content) as ReceiptContent;
    return { declarationId: first.id, stage, stored, content, name: receiptName(content) };
  }
}

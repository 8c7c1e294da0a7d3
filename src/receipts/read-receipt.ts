import { timingSafeEqual } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CancellationState } from '../cancellations/cancellation-state.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import { MakeReceipt, type StoredReceipt } from './make-receipt.js';
import { readReceiptKey, uuidBytes } from './receipt-address.js';
import {
  outcomeStageOf,
  type OutcomeStage,
  type ReceiptContent,
  type ReceiptStage,
  type WantedStage,
} from './receipt-content.js';

/** A receipt with what its bearer may know besides it. */
export interface FoundReceipt {
  declarationId: string;
  stage: ReceiptStage;
  content: ReceiptContent;
  stored: StoredReceipt;
  /** The present state; null at the door without sign-in, which tells nothing but the declaration. */
  state: CancellationState | null;
  /** Outcomes that have a receipt of their own, the latest last. */
  outcomes: OutcomeStage[];
}

interface Row {
  id: string;
  secret: string;
  door: string;
  state: CancellationState;
  kept: ReceiptStage[];
}

/** Finds a receipt by the key in its address; whoever has the key may read it, nobody else can. */
@Injectable()
export class ReadReceipt {
  constructor(
    private readonly em: EntityManager,
    private readonly makeReceipt: MakeReceipt,
  ) {}

  /** @throws DomainError `not_found` for every other key, and for a stage that there is not */
  async run(key: string, wanted: WantedStage): Promise<FoundReceipt> {
    const row = await this.find(key);
    const open = row.door !== 'no_login';
    const outcomes = open ? outcomesOf(row) : [];
    const stage = wanted === 'outcome' ? outcomes.at(-1) : wanted;
    const told = stage === 'declaration' || outcomes.some((outcome) => outcome === stage);
    const stored = told && stage ? await this.makeReceipt.run(row.id, stage) : null;
    if (stored === null || stage === undefined) throw notFound('receipt');
    const content = JSON.parse(stored.content) as ReceiptContent;
    return {
      declarationId: row.id,
      stage,
      content,
      stored,
      state: open ? row.state : null,
      outcomes,
    };
  }

  private async find(key: string): Promise<Row> {
    const asked = readReceiptKey(key);
    if (asked === null) throw notFound('receipt');
    const [row] = await sql<Row>(
      this.em.fork(),
      `select d.id, d.receipt_secret as secret, d.door, c.state,
              array(select stage from receipt where declaration_id = d.id order by made_at) as kept
         from declaration d join cancellation c on c.id = d.cancellation_id
        where d.id = $1`,
      [asked.declarationId],
    );
    // Compared all the same when there is none, so that the answer's time tells nothing.
    const secret = row === undefined ? Buffer.alloc(16) : uuidBytes(row.secret);
    if (!timingSafeEqual(secret, asked.secret) || row === undefined) throw notFound('receipt');
    return row;
  }
}

/** Those that were made earlier, and the present one. */
function outcomesOf({ state, kept }: Row): OutcomeStage[] {
  const present = outcomeStageOf(state);
  const earlier = kept.filter((stage) => stage !== 'declaration' && stage !== present);
  return [...(earlier as OutcomeStage[]), ...(present === null ? [] : [present])];
}

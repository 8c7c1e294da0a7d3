import { createHash } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';

/** Keys live this long; an older one may be used for something new. Source: contract, "Idempotency". */
export const KEY_HOURS = 24;
/** No call takes this long, so a mark that is older was left by a process that died. */
export const STALE_SECONDS = 60;
const HOUR_MS = 3_600_000;

/** What was answered to the first call. */
export interface KeptAnswer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

export interface Mark {
  clientId: string;
  key: string;
  hash: Buffer;
  /** Milliseconds; with the key it says whose mark a row is, after one was taken over. */
  at: Date;
}

export type Claim =
  | { kind: 'mine'; mark: Mark }
  | { kind: 'in_flight' }
  | { kind: 'other_request' }
  | { kind: 'answered'; answer: KeptAnswer };

interface KeptRow {
  same: boolean;
  response_status: number | null;
  response_body: Record<string, unknown> | null;
  response_headers: Record<string, string> | null;
}

/** What makes two requests the same one. */
export function requestHash(method: string, url: string, body: Buffer | undefined): Buffer {
  const hash = createHash('sha256').update(`${method} ${url}\n`);
  return hash.update(body ?? '').digest();
}

/** The marks that calls leave under their Idempotency-Key, in the database, for all processes. */
@Injectable()
export class IdempotencyMarks {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Takes the key for this call, or tells what stands there; one statement decides who is first. */
  async claim(clientId: string, key: string, hash: Buffer): Promise<Claim> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const mark = { clientId, key, hash, at: this.clock.now() };
      if (await this.insert(mark)) return { kind: 'mine', mark };
      const [kept] = await sql<KeptRow>(
        this.em.fork(),
        `select request_hash = $3 as same, response_status, response_body, response_headers
           from idempotency_key where client_id = $1 and key = $2`,
        [clientId, key, hash],
      );
      if (kept) return claimOf(kept);
      // Given back between the two statements: the key is free again.
    }
    return { kind: 'in_flight' };
  }

  /** Keeps the answer, unless another call has taken the mark over meanwhile. */
  async keep(mark: Mark, answer: KeptAnswer): Promise<void> {
    await sql(
      this.em.fork(),
      `update idempotency_key set response_status = $4, response_body = $5, response_headers = $6
        where client_id = $1 and key = $2 and created_at = $3 and response_status is null`,
      [
        mark.clientId,
        mark.key,
        mark.at,
        answer.status,
        JSON.stringify(answer.body),
        JSON.stringify(answer.headers),
      ],
    );
  }

  /** Forgets a call that came to nothing, so that it may be tried again. */
  async giveBack(mark: Mark): Promise<void> {
    await sql(
      this.em.fork(),
      `delete from idempotency_key
        where client_id = $1 and key = $2 and created_at = $3 and response_status is null`,
      [mark.clientId, mark.key, mark.at],
    );
  }

  private async insert({ clientId, key, hash, at }: Mark): Promise<boolean> {
    const expired = new Date(at.getTime() - KEY_HOURS * HOUR_MS);
    const stale = new Date(at.getTime() - STALE_SECONDS * 1000);
    const rows = await sql(
      this.em.fork(),
      `insert into idempotency_key as k (client_id, key, request_hash, created_at)
       values ($1, $2, $3, $4)
       on conflict (client_id, key) do update
          set request_hash = excluded.request_hash, created_at = excluded.created_at,
              response_status = null, response_body = null, response_headers = null
        where k.created_at < $5
           or (k.response_status is null and k.created_at < $6
               and k.request_hash = excluded.request_hash)
       returning 1 as taken`,
      [clientId, key, hash, at, expired, stale],
    );
    return rows.length > 0;
  }
}

function claimOf(kept: KeptRow): Claim {
  if (!kept.same) return { kind: 'other_request' };
  if (kept.response_status === null) return { kind: 'in_flight' };
  const answer = {
    status: kept.response_status,
    body: kept.response_body ?? {},
    headers: kept.response_headers ?? {},
  };
  return { kind: 'answered', answer };
}

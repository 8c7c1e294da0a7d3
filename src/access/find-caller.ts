import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { sql } from '../database/sql.js';
import type { Scope } from './access.entities.js';
import { hashToken } from './api-key-token.js';
import type { Caller } from './visibility.js';

interface KeyRow {
  hash: string;
  key_id: string;
  scopes: Scope[];
  client_id: string;
  client_name: string;
  operator: boolean;
}

/**
 * Finds who a key belongs to. Requests of one turn of the event loop share a query; nothing is kept
 * beyond it, so that a revoked key stops at once.
 */
@Injectable()
export class FindCaller {
  private readonly byHash: DataLoader<string, Caller | null>;

  constructor(private readonly em: EntityManager) {
    this.byHash = new DataLoader((hashes) => this.load(hashes), {
      cache: false,
      batchScheduleFn: (callback) => void setImmediate(callback),
    });
  }

  async run(token: string): Promise<Caller | null> {
    return this.byHash.load(hashToken(token).toString('hex'));
  }

  private async load(hashes: readonly string[]): Promise<(Caller | null)[]> {
    const rows = await sql<KeyRow>(
      this.em.fork(),
      `select encode(k.key_hash, 'hex') as hash, k.id as key_id, to_json(k.scopes) as scopes,
              c.id as client_id, c.name as client_name, c.operator
         from api_key k join client c on c.id = k.client_id
        where k.key_hash = any($1::bytea[]) and k.revoked_at is null`,
      [[...new Set(hashes)].map((hash) => Buffer.from(hash, 'hex'))],
    );
    const callers = new Map(rows.map((row) => [row.hash, toCaller(row)]));
    return hashes.map((hash) => callers.get(hash) ?? null);
  }
}

function toCaller(row: KeyRow): Caller {
  return {
    keyId: row.key_id,
    client: { id: row.client_id, name: row.client_name, operator: row.operator },
    scopes: new Set(row.scopes),
  };
}

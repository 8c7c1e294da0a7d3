import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage, type Page } from '../api/page.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import type { Scope } from './access.entities.js';

/** A key without the key itself, of which only the hash is kept. */
export interface ApiKeyView {
  id: string;
  name: string;
  /** An operator's client sees every account. */
  client: { id: string; name: string; operator: boolean };
  scopes: Scope[];
  createdAt: string;
  revokedAt: string | null;
}

interface Row extends Omit<ApiKeyView, 'client'> {
  clientId: string;
  clientName: string;
  operator: boolean;
}

/** The keys of all clients, the newest first, revoked ones too. */
@Injectable()
export class ListApiKeys {
  constructor(private readonly em: EntityManager) {}

  async run(filter: { limit: number; cursor?: string; id?: string }): Promise<Page<ApiKeyView>> {
    const { limit, cursor, id } = filter;
    const conditions = new Conditions()
      .when(cursor === undefined ? undefined : decodeCursor(cursor), (place) => `k.id < ${place}`)
      .when(id, (place) => `k.id = ${place}`);
    const rows = await sql<Row>(
      this.em.fork(),
      `select k.id, k.name, k.scopes, k.created_at as "createdAt", k.revoked_at as "revokedAt",
              c.id as "clientId", c.name as "clientName", c.operator
         from api_key k join client c on c.id = k.client_id
        where ${conditions.toString()} order by k.id desc limit ${limit + 1}`,
      conditions.parameters,
    );
    return toPage(rows, limit, viewOf);
  }

  /** @throws DomainError `not_found` */
  async one(id: string): Promise<ApiKeyView> {
    const { data } = await this.run({ limit: 1, id });
    const [key] = data;
    if (key === undefined) throw notFound('API key');
    return key;
  }
}

function viewOf({ clientId, clientName, operator, ...row }: Row): ApiKeyView {
  return {
    ...row,
    client: { id: clientId, name: clientName, operator },
    createdAt: new Date(row.createdAt).toISOString(),
    revokedAt: row.revokedAt === null ? null : new Date(row.revokedAt).toISOString(),
  };
}

import { MikroORM } from '@mikro-orm/postgresql';
import { CreateApiKey } from '../../src/access/create-api-key.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { operatorActor } from '../../src/shared/actor.js';
import { Clock } from '../../src/shared/clock.js';
import type { Scope } from '../../src/access/access.entities.js';
import type { BenchDatabase } from './bench-database.js';

export interface Key {
  key: string;
  keyId: string;
  clientId: string;
}

/** An operator's key, with the ids by which rows name it. */
export async function createKey({ url }: BenchDatabase, scopes: Scope[]): Promise<Key> {
  const orm = await MikroORM.init(ormOptions(url, 2));
  try {
    const wish = { name: 'bench', scopes, actor: operatorActor };
    const { key, id } = await new CreateApiKey(orm.em, new Clock()).run(wish);
    const rows = await orm.em
      .getConnection()
      .execute<{ client_id: string }[]>('select client_id from api_key where id = ?', [id]);
    return { key, keyId: id, clientId: rows[0]?.client_id ?? '' };
  } finally {
    await orm.close(true);
  }
}

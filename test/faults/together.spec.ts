import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import { sql } from '../../src/database/sql.js';
import { together } from '../../src/database/together.js';
import { startDesk, type Desk } from '../support/app.js';

describe('statements that are handed over together', () => {
  let desk: Desk;
  beforeAll(async () => {
    const backend = { name: 'postgres', redisUrl: () => undefined, empty: async () => {} } as const;
    desk = await startDesk({ backend, env: { ROLES: 'api' } });
    await desk.sql('create table seen (n integer not null check (n < 100))');
  });
  afterAll(async () => desk?.stop());

  const insert = (em: EntityManager, n: number): Promise<unknown> =>
    sql(em, 'insert into seen (n) values ($1) returning n', [n]);
  const seen = (): Promise<unknown[]> => desk.sql('select n from seen order by n');
  const inTransaction = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
    desk.app
      .get(EntityManager)
      .fork()
      .transactional((em) => work(em as EntityManager));

  it('run in their order, and answer in it', async () => {
    const answers = await inTransaction((em) =>
      together(
        () => insert(em, 1),
        () => insert(em, 2),
        () => sql(em, 'select count(*)::int as n from seen'),
      ),
    );
    expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 2 }]]);
  });

  // The rollback overtakes what waits: many statements, many times, or it would pass by luck.
  it('leave nothing behind when one of them fails, and say which fault was the first', async () => {
    const before = await seen();
    for (let round = 0; round < 20; round++) {
      const place = round % 8;
      const works = (em: EntityManager): (() => Promise<unknown>)[] =>
        Array.from({ length: 8 }, (_, n) => () => insert(em, n === place ? 100 : 10 + n));
      await expect(inTransaction((em) => together(...works(em)))).rejects.toMatchObject({
        code: '23514',
      });
      expect(await seen()).toEqual(before);
    }
  });

  it('leave nothing behind when one of them cannot even be made ready', async () => {
    const before = await seen();
    const broken = (): Promise<unknown> => {
      throw new RangeError('not this one');
    };
    await expect(
      inTransaction((em) =>
        together(
          () => insert(em, 20),
          broken,
          () => insert(em, 21),
          () => insert(em, 22),
        ),
      ),
    ).rejects.toThrow('not this one');
    expect(await seen()).toEqual(before);
  });
});

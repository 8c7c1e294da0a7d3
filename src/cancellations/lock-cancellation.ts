import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { visibleAccountSql, type Visibility } from '../access/visibility.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { Cancellation } from './cancellation.entity.js';

/**
 * The cancellation, locked for the rest of the transaction of `em`, so that of two people who act at
 * once the second sees what the first has done.
 * @throws DomainError `not_found`, also for what is not visible
 */
export async function lockCancellation(
  em: EntityManager,
  id: string,
  visibility: Visibility | null,
): Promise<Cancellation> {
  if (!isUuid(id) || !(await isVisible(em, id, visibility))) throw notFound('cancellation');
  const found = await em.findOne(Cancellation, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (found === null) throw notFound('cancellation');
  return found;
}

async function isVisible(
  em: EntityManager,
  id: string,
  visibility: Visibility | null,
): Promise<boolean> {
  if (visibility === null || visibility.operator) return true;
  const rows = await sql(
    em,
    `select 1 from cancellation c where c.id = $1 and ${visibleAccountSql('c.account_id', '$2')}`,
    [id, visibility.clientId],
  );
  return rows.length > 0;
}

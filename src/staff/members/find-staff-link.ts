import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../../database/sql.js';
import { Clock } from '../../shared/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import type { ConsoleLanguage } from '../staff-request.js';
import { linkHash } from './staff-link.js';

/** What a link opens. */
export interface OpenLink {
  linkId: string;
  member: { id: string; email: string; name: string; language: ConsoleLanguage };
}

/** Finds the member whose password a link may set. */
@Injectable()
export class FindStaffLink {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `staff_link_over` when it is not ours, used, replaced or too old */
  async run(token: string): Promise<OpenLink> {
    const [row] = await sql<OpenLink['member'] & { linkId: string }>(
      this.em.fork(),
      `select l.id as "linkId", m.id, m.email, m.name, m.language
         from staff_link l join staff_member m on m.id = l.member_id
        where l.token_hash = $1 and l.used_at is null and l.expires_at > $2
          and m.disabled_at is null`,
      [linkHash(token), this.clock.now()],
    );
    if (row === undefined) throw linkOver();
    const { linkId, ...member } = row;
    return { linkId, member };
  }
}

export function linkOver(): DomainError {
  const text = 'This link opens nothing any more. Ask an administrator for a new one.';
  return new DomainError('not_found', 'staff_link_over', text);
}

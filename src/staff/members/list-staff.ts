import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../../api/cursor.js';
import { Conditions, toPage, type Page } from '../../api/page.js';
import { sql } from '../../database/sql.js';
import type { StaffRole } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { notFound } from '../../shared/domain-error.js';
import type { ConsoleLanguage } from '../staff-request.js';

/** A member as those see them who manage the staff. */
export interface StaffView {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  language: ConsoleLanguage;
  disabled: boolean;
  secondFactor: boolean;
  /** Whether a password is set; without one a link or an identity provider lets them in. */
  password: boolean;
  /** Null unless wrong passwords or codes have locked the sign-in right now. */
  lockedUntil: string | null;
  /** Until when an open link works. */
  linkUntil: string | null;
  /** Sessions that have not ended. */
  sessions: number;
  createdAt: string;
}

export interface StaffFilter {
  limit: number;
  cursor?: string;
  id?: string;
}

/** The members of the staff, the newest first, disabled ones too. */
@Injectable()
export class ListStaff {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run({ limit, cursor, id }: StaffFilter): Promise<Page<StaffView>> {
    const conditions = new Conditions()
      .when(this.clock.now(), (place) => `${place}::timestamptz is not null`)
      .when(cursor === undefined ? undefined : decodeCursor(cursor), (place) => `m.id < ${place}`)
      .when(id, (place) => `m.id = ${place}`);
    const rows = await sql<StaffView>(
      this.em.fork(),
      `select m.id, m.email, m.name, m.role, m.language, m.disabled_at is not null as disabled,
              m.totp_secret is not null as "secondFactor", m.password_hash is not null as password,
              case when f.locked_until > $1 then f.locked_until end as "lockedUntil",
              (select max(l.expires_at) from staff_link l
                where l.member_id = m.id and l.used_at is null and l.expires_at > $1) as "linkUntil",
              (select count(*)::integer from staff_session s
                where s.member_id = m.id and s.expire > now()) as sessions,
              m.created_at as "createdAt"
         from staff_member m left join staff_failure f on f.key = m.id::text
        where ${conditions.toString()} order by m.id desc limit ${limit + 1}`,
      conditions.parameters,
    );
    return toPage(rows, limit, viewOf);
  }

  /** @throws DomainError `not_found` */
  async one(id: string): Promise<StaffView> {
    const { data } = await this.run({ limit: 1, id });
    const [member] = data;
    if (member === undefined) throw notFound('member of the staff');
    return member;
  }
}

function viewOf(row: StaffView): StaffView {
  const instant = (text: string | null): string | null =>
    text === null ? null : new Date(text).toISOString();
  return {
    ...row,
    lockedUntil: instant(row.lockedUntil),
    linkUntil: instant(row.linkUntil),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

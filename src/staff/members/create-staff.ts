import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { recordAudit } from '../../audit/record-audit.js';
import { sql } from '../../database/sql.js';
import type { Actor, StaffRole } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { DomainError, invalid, type FieldError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import type { ConsoleLanguage } from '../staff-request.js';
import { writeStaffLink, type StaffLink } from './staff-link.js';

export interface NewStaff {
  email: string;
  role: StaffRole;
  /** Left out: what stands before the `@`. */
  name?: string;
  language?: ConsoleLanguage;
  actor: Actor;
}

export interface CreatedStaff {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  link: StaffLink;
}

const LONGEST_NAME = 100;

/** Makes a member of the staff, with a link by which they set their first password. */
@Injectable()
export class CreateStaff {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `invalid_input`; `staff_exists` for an address that a member has */
  async run({ role, language = 'en', actor, ...given }: NewStaff): Promise<CreatedStaff> {
    const email = given.email.trim();
    const name = given.name?.trim() || (email.split('@')[0] ?? '');
    const faults = faultsOf(email, name);
    if (faults.length > 0) throw invalid(faults);
    const id = newId();
    const at = this.clock.now();
    return this.em.fork().transactional(async (tx) => {
      const written = await sql(
        tx,
        `insert into staff_member (id, email, name, role, language, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (lower(email)) do nothing returning id`,
        [id, email, name, role, language, at, actor.type === 'staff' ? actor.id : null],
      );
      if (written.length === 0) throw exists();
      const link = await writeStaffLink(tx, id, at);
      await recordAudit(tx, [
        {
          at,
          action: 'staff.created',
          actor,
          subjectType: 'staff_member',
          subjectId: id,
          after: { role, linkUntil: link.expiresAt },
        },
      ]);
      return { id, email, name, role, link };
    });
  }
}

function faultsOf(email: string, name: string): FieldError[] {
  const faults: FieldError[] = [];
  if (!isEmail(email)) {
    const message = 'This is no e-mail address.';
    faults.push({ pointer: '/email', code: 'invalid_email', message });
  }
  if (name.length > LONGEST_NAME) {
    const message = `The name must have 1 to ${LONGEST_NAME} characters.`;
    faults.push({ pointer: '/name', code: 'invalid_length', message });
  }
  return faults;
}

function exists(): DomainError {
  const text = 'There is a member of the staff with this e-mail address already.';
  return new DomainError('conflict', 'staff_exists', text);
}

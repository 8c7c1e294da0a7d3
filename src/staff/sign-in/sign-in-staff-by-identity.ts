import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit, type AuditLine } from '../../audit/record-audit.js';
import { Settings } from '../../config/settings.js';
import { sql } from '../../database/sql.js';
import { systemActor, type StaffRole } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { DomainError } from '../../shared/domain-error.js';
import { newId } from '../../shared/ids.js';
import type { Identity } from '../../web/identity-provider.js';
import { staffActor } from '../staff-actor.js';
import { readRoleMapping, roleOf } from './staff-roles.js';

interface Found {
  staffId: string;
  epoch: number;
  role: StaffRole;
  disabled: boolean;
}

/**
 * Signs a member in by the word of an identity provider: found by what was remembered of the identity,
 * else by its verified address, else made. The role follows the provider's claim each time.
 */
@Injectable()
export class SignInStaffByIdentity {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * @throws DomainError `identity_without_role` when the claim gives no role here
   * @throws DomainError `identity_unverified` when the provider does not vouch for the address
   * @throws DomainError `sign_in_refused` for a disabled member
   */
  async run(
    identity: Identity,
    requestId: string | null,
  ): Promise<{ staffId: string; epoch: number }> {
    const { OIDC_STAFF_CLAIM = '', OIDC_STAFF_ROLES = [] } = this.settings;
    const role = roleOf(identity.claims, OIDC_STAFF_CLAIM, readRoleMapping(OIDC_STAFF_ROLES));
    if (role === null) throw withoutRole();
    return this.em.fork().transactional(async (tx) => {
      const found =
        (await findRemembered(tx, identity)) ?? (await this.match(tx, identity, role, requestId));
      if (found.disabled) throw disabled();
      const lines: AuditLine[] = [];
      if (found.role !== role) lines.push(await this.follow(tx, found, role, requestId));
      const actor = staffActor(found.staffId, requestId);
      const after = { by: 'identity_provider' };
      lines.push({ ...this.about(found.staffId, 'staff.signed_in'), actor, after });
      await recordAudit(tx, lines);
      return { staffId: found.staffId, epoch: found.epoch };
    });
  }

  private async follow(
    tx: EntityManager,
    found: Found,
    role: StaffRole,
    requestId: string | null,
  ): Promise<AuditLine> {
    await sql(tx, `update staff_member set role = $2 where id = $1`, [found.staffId, role]);
    return {
      ...this.about(found.staffId, 'staff.role_changed'),
      actor: { ...systemActor('identity-provider'), requestId },
      before: { role: found.role },
      after: { role },
    };
  }

  private async match(
    tx: EntityManager,
    { issuer, subject, email, emailVerified, claims }: Identity,
    role: StaffRole,
    requestId: string | null,
  ): Promise<Found> {
    if (email === null || !emailVerified) throw unverified();
    const name = typeof claims['name'] === 'string' ? claims['name'].trim().slice(0, 100) : '';
    const at = this.clock.now();
    const made = await sql<{ id: string }>(
      tx,
      `insert into staff_member (id, email, name, role, created_at) values ($1, $2, $3, $4, $5)
       on conflict (lower(email)) do nothing returning id`,
      [newId(), email, name === '' ? email : name, role, at],
    );
    const [found] = await sql<Found>(
      tx,
      `select id as "staffId", session_epoch as epoch, role, disabled_at is not null as disabled
         from staff_member where lower(email) = lower($1) for update`,
      [email],
    );
    if (found === undefined) throw new Error('A member that was just written cannot be read.');
    await sql(
      tx,
      `insert into staff_identity (issuer, subject, member_id, created_at) values ($1, $2, $3, $4)
       on conflict (issuer, subject) do nothing`,
      [issuer, subject, found.staffId, at],
    );
    if (made.length > 0) {
      const actor = { ...systemActor('identity-provider'), requestId };
      await recordAudit(tx, [
        { ...this.about(found.staffId, 'staff.created'), actor, after: { role } },
      ]);
    }
    return found;
  }

  private about(
    subjectId: string,
    action: string,
  ): Pick<AuditLine, 'at' | 'action' | 'subjectType' | 'subjectId'> {
    return { at: this.clock.now(), action, subjectType: 'staff_member', subjectId };
  }
}

async function findRemembered(
  tx: EntityManager,
  { issuer, subject }: Identity,
): Promise<Found | undefined> {
  const [found] = await sql<Found>(
    tx,
    `select m.id as "staffId", m.session_epoch as epoch, m.role,
            m.disabled_at is not null as disabled
       from staff_identity i join staff_member m on m.id = i.member_id
      where i.issuer = $1 and i.subject = $2 for update of m`,
    [issuer, subject],
  );
  return found;
}

function withoutRole(): DomainError {
  const text = 'The identity provider gives you no role in the console. Nothing was changed.';
  return new DomainError('forbidden', 'identity_without_role', text);
}

function unverified(): DomainError {
  const text = 'The provider does not confirm your e-mail address. Nothing was changed.';
  return new DomainError('forbidden', 'identity_unverified', text);
}

function disabled(): DomainError {
  return new DomainError('forbidden', 'sign_in_refused', 'This member of the staff is disabled.');
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '../../config/settings.js';
import { sql } from '../../database/sql.js';
import type { StaffRole } from '../../shared/actor.js';
import { permissionsOf, type Permission } from '../permissions.js';
import { ConfirmSecondFactor } from '../second-factor/confirm-second-factor.js';
import { EnrolSecondFactor, type Enrolment } from '../second-factor/enrol-second-factor.js';
import { RemoveSecondFactor } from '../second-factor/remove-second-factor.js';
import { RenewRecoveryCodes } from '../second-factor/renew-recovery-codes.js';
import { EndStaffSession } from '../session/end-staff-session.js';
import { ListStaffSessions, type StaffSessionView } from '../session/list-staff-sessions.js';
import { StaffSession } from '../session/staff-session.js';
import {
  actorOf,
  type ConsoleLanguage,
  type StaffMember,
  type StaffRequest,
} from '../staff-request.js';
import { ChangeOwnPassword } from './change-own-password.js';
import { ChooseLanguage } from './choose-language.js';
import { ConfirmOwnPassword } from './confirm-own-password.js';

/** Who is signed in, as the console's pages know them. */
export interface MeView {
  id: string;
  email: string;
  name: string;
  role: StaffRole;
  language: ConsoleLanguage;
  permissions: Permission[];
  secondFactor: boolean;
  secondFactorRequired: boolean;
  /** Recovery codes that were not used yet. */
  recoveryCodesLeft: number;
  /** Whether one's own password is asked for before the second factor changes. */
  password: boolean;
}

/** Brings the use cases of one's own sign-in together with the session of the browser. */
@Injectable()
export class OwnSignIn {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
    private readonly session: StaffSession,
    private readonly listSessions: ListStaffSessions,
    private readonly end: EndStaffSession,
    private readonly language: ChooseLanguage,
    private readonly change: ChangeOwnPassword,
    private readonly confirmPassword: ConfirmOwnPassword,
    private readonly enrolUseCase: EnrolSecondFactor,
    private readonly confirmUseCase: ConfirmSecondFactor,
    private readonly removeUseCase: RemoveSecondFactor,
    private readonly renewUseCase: RenewRecoveryCodes,
  ) {}

  async me({ id, email, name, role }: StaffMember): Promise<MeView> {
    const [row] = await sql<
      Pick<MeView, 'language' | 'secondFactor' | 'recoveryCodesLeft' | 'password'>
    >(
      this.em.fork(),
      `select language, totp_secret is not null as "secondFactor",
              password_hash is not null as password,
              (select count(*)::integer from staff_recovery_code c
                where c.member_id = m.id and c.used_at is null) as "recoveryCodesLeft"
         from staff_member m where id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('The member who is signed in is gone.');
    const secondFactorRequired = this.settings.STAFF_SECOND_FACTOR === 'required';
    const permissions = permissionsOf(role);
    return { id, email, name, role, permissions, secondFactorRequired, ...row };
  }

  async chooseLanguage(staff: StaffMember, language: ConsoleLanguage): Promise<MeView> {
    await this.language.run(staff.id, language);
    return this.me(staff);
  }

  /** This browser goes on under a new session; every other one ends. */
  async changePassword(
    staff: StaffMember,
    { current, password }: { current: string; password: string },
    request: StaffRequest,
  ): Promise<MeView> {
    const change = { current, password, requestId: request.id };
    const epoch = await this.change.run(staff, change);
    const { by = 'password', secondFactor = false } = request.session;
    await this.session.begin(request, { staffId: staff.id, epoch, by, secondFactor });
    return this.me(staff);
  }

  async sessions(
    staff: StaffMember,
  ): Promise<{ data: (StaffSessionView & { current: boolean })[] }> {
    const data = await this.listSessions.run(staff.id);
    return { data: data.map((one) => ({ ...one, current: one.id === staff.sessionId })) };
  }

  async endSession(staff: StaffMember, id: string, request: StaffRequest): Promise<void> {
    await this.end.run(staff.id, id, actorOf(staff, request.id));
  }

  /** All of them, this one too. */
  async endSessions(staff: StaffMember, request: StaffRequest, response: Response): Promise<void> {
    await this.end.run(staff.id, null, actorOf(staff, request.id));
    await this.session.end(request, response);
  }

  enrol(staff: StaffMember): Promise<Enrolment> {
    return this.enrolUseCase.run(staff);
  }

  async confirm(
    staff: StaffMember,
    { enrolment, code }: { enrolment: string; code: string },
    request: StaffRequest,
  ): Promise<{ recoveryCodes: string[] }> {
    const first = { enrolment, code, requestId: request.id };
    const recoveryCodes = await this.confirmUseCase.run(staff.id, first);
    await this.session.raise(request);
    return { recoveryCodes };
  }

  async remove(staff: StaffMember, password: string, request: StaffRequest): Promise<MeView> {
    await this.confirmPassword.run(staff.id, password, request.id);
    await this.removeUseCase.run(staff.id, actorOf(staff, request.id));
    return this.me(staff);
  }

  async renewCodes(
    staff: StaffMember,
    password: string,
    request: StaffRequest,
  ): Promise<{ recoveryCodes: string[] }> {
    await this.confirmPassword.run(staff.id, password, request.id);
    return { recoveryCodes: await this.renewUseCase.run(staff.id, request.id) };
  }
}

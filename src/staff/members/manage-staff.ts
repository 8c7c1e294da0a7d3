import { Injectable } from '@nestjs/common';
import type { Page } from '../../api/page.js';
import { Settings } from '../../config/settings.js';
import type { Actor } from '../../shared/actor.js';
import { invalid } from '../../shared/domain-error.js';
import { EndStaffSession } from '../session/end-staff-session.js';
import { ListStaffSessions, type StaffSessionView } from '../session/list-staff-sessions.js';
import { ChangeStaffRole } from './change-staff-role.js';
import { CreateStaff } from './create-staff.js';
import { DisableStaff } from './disable-staff.js';
import { IssueStaffLink } from './issue-staff-link.js';
import { ListStaff, type StaffFilter, type StaffView } from './list-staff.js';
import { ResetStaffSecondFactor } from './reset-staff-second-factor.js';
import type { NewStaffBody, StaffChangeBody } from './staff.dto.js';
import { linkAddress, type StaffLink } from './staff-link.js';
import { UnlockStaff } from './unlock-staff.js';

/** The address that a member opens, once; seen this once. */
export interface LinkView {
  link: string;
  linkExpiresAt: string;
}

export type NewStaffView = StaffView & LinkView;

/** Brings the use cases of managing the staff together with the views that answer them. */
@Injectable()
export class ManageStaff {
  constructor(
    private readonly settings: Settings,
    private readonly listStaff: ListStaff,
    private readonly createStaff: CreateStaff,
    private readonly changeRole: ChangeStaffRole,
    private readonly disableStaff: DisableStaff,
    private readonly unlockStaff: UnlockStaff,
    private readonly issueLink: IssueStaffLink,
    private readonly resetFactor: ResetStaffSecondFactor,
    private readonly listSessions: ListStaffSessions,
    private readonly endSession: EndStaffSession,
  ) {}

  list(filter: StaffFilter): Promise<Page<StaffView>> {
    return this.listStaff.run(filter);
  }

  one(id: string): Promise<StaffView> {
    return this.listStaff.one(id);
  }

  async create(body: NewStaffBody, actor: Actor): Promise<NewStaffView> {
    const { id, link } = await this.createStaff.run({ ...body, actor });
    return { ...(await this.one(id)), ...this.linkView(link) };
  }

  /** @throws DomainError `invalid_input` for two changes at once, of which one could be refused */
  async change(id: string, { role, disabled }: StaffChangeBody, actor: Actor): Promise<StaffView> {
    if ((role === undefined) === (disabled === undefined)) {
      const message = 'Change either the role, or whether the member is disabled.';
      throw invalid([{ pointer: '', code: 'one_change', message }]);
    }
    if (role !== undefined) await this.changeRole.run(id, role, actor);
    if (disabled !== undefined) await this.disableStaff.run(id, disabled, actor);
    return this.one(id);
  }

  async unlock(id: string, actor: Actor): Promise<StaffView> {
    await this.unlockStaff.run(id, actor);
    return this.one(id);
  }

  async link(id: string, actor: Actor): Promise<LinkView> {
    return this.linkView(await this.issueLink.run(id, actor));
  }

  async resetSecondFactor(id: string, actor: Actor): Promise<StaffView> {
    await this.resetFactor.run(id, actor);
    return this.one(id);
  }

  async sessions(id: string): Promise<{ data: StaffSessionView[] }> {
    await this.one(id);
    return { data: await this.listSessions.run(id) };
  }

  /** @param session null for all of the member's */
  async endSessions(id: string, session: string | null, actor: Actor): Promise<void> {
    await this.endSession.run(id, session, actor);
  }

  private linkView(link: StaffLink): LinkView {
    return {
      link: linkAddress(this.settings.baseUrl, link),
      linkExpiresAt: link.expiresAt.toISOString(),
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { isRefusal } from '../../shared/domain-error.js';
import { ConfirmSecondFactor } from '../second-factor/confirm-second-factor.js';
import { EnrolSecondFactor } from '../second-factor/enrol-second-factor.js';
import { StaffSession } from '../session/staff-session.js';
import { staffOf, type StaffMember, type StaffRequest } from '../staff-request.js';
import { nextPage } from './next-page.js';
import { EnrolPage, RecoveryCodesPage } from './second-factor-page.js';
import { whereTo } from './sign-in-pages.js';
import { StaffPages } from './staff-pages.js';

interface Sent {
  status: number;
  next: string | null;
  /** An enrolment to go on with, and what was wrong with its code. */
  begun?: string;
  fault?: string;
}

/** Setting the second factor up, where the console asks for one before anything else. */
@Injectable()
export class EnrolPages {
  constructor(
    private readonly pages: StaffPages,
    private readonly sessions: StaffSession,
    private readonly enrol: EnrolSecondFactor,
    private readonly confirm: ConfirmSecondFactor,
  ) {}

  async show(request: StaffRequest, response: Response): Promise<void> {
    const staff = staffOf(request);
    const next = nextPage(request.query['next']);
    if (staff.lacks === 'code') return response.redirect(303, whereTo(request, next));
    await this.send(request, response, staff, { status: 200, next });
  }

  async set(request: StaffRequest, response: Response): Promise<void> {
    const staff = staffOf(request);
    const { code = '', enrolment = '', ...fields } = request.body as Record<string, string>;
    const next = nextPage(fields['next']);
    if (staff.lacks === 'code') return response.redirect(303, whereTo(request, next));
    try {
      const first = { enrolment, code, requestId: request.id };
      const codes = await this.confirm.run(staff.id, first);
      await this.sessions.raise(request);
      const context = this.pages.context(request);
      const body = <RecoveryCodesPage context={context} next={next} codes={codes} />;
      this.pages.send(response, context, { title: context.texts.codes.title, body });
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'invalid_input') throw error;
      const fault = error.extra.errors?.[0]?.code;
      const begun = fault === 'wrong_code' ? enrolment : undefined;
      await this.send(request, response, staff, { status: 422, next, begun, fault });
    }
  }

  private async send(
    request: StaffRequest,
    response: Response,
    staff: StaffMember,
    { status, next, begun, fault }: Sent,
  ): Promise<void> {
    const enrolment = await this.enrol.run(staff, begun);
    const context = this.pages.context(request);
    const body = (
      <EnrolPage
        context={context}
        next={next}
        enrolment={enrolment}
        required={staff.lacks === 'second-factor'}
        fault={fault}
      />
    );
    this.pages.send(response, context, { status, title: context.texts.enrol.title, body });
  }
}

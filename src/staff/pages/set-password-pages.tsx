import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { isRefusal } from '../../shared/domain-error.js';
import { FindStaffLink } from '../members/find-staff-link.js';
import { SetPasswordByLink } from '../members/set-password-by-link.js';
import type { StaffRequest } from '../staff-request.js';
import { LinkOverPage, SetPasswordPage } from './set-password-page.js';
import { StaffPages } from './staff-pages.js';

/** What a single-use link opens. */
@Injectable()
export class SetPasswordPages {
  constructor(
    private readonly pages: StaffPages,
    private readonly findLink: FindStaffLink,
    private readonly setPassword: SetPasswordByLink,
  ) {}

  async choose(request: StaffRequest, response: Response, token: string): Promise<void> {
    await this.unlessOver(request, response, () =>
      this.send(request, response, token, 200, undefined),
    );
  }

  async set(request: StaffRequest, response: Response, token: string): Promise<void> {
    const { password = '' } = request.body as Record<string, string | undefined>;
    await this.unlessOver(request, response, async () => {
      try {
        await this.setPassword.run({ token, password, requestId: request.id });
        response.redirect(303, '/admin/login?news=password_set');
      } catch (error) {
        if (!isRefusal(error) || error.code !== 'invalid_input') throw error;
        await this.send(request, response, token, 422, error.extra.errors?.[0]?.code);
      }
    });
  }

  private async send(
    request: StaffRequest,
    response: Response,
    token: string,
    status: number,
    fault: string | undefined,
  ): Promise<void> {
    const { member } = await this.findLink.run(token);
    const context = this.pages.context(request, member.language);
    const body = <SetPasswordPage context={context} email={member.email} fault={fault} />;
    this.pages.send(response, context, { status, title: context.texts.password.title, body });
  }

  private async unlessOver(
    request: StaffRequest,
    response: Response,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'staff_link_over') throw error;
      const context = this.pages.context(request);
      const body = <LinkOverPage context={context} />;
      const { title } = context.texts.linkOver;
      this.pages.send(response, context, { status: 404, title, body });
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { FindPasswordReset } from '../../accounts/find-password-reset.js';
import { RequestPasswordReset } from '../../accounts/request-password-reset.js';
import { ResetPassword } from '../../accounts/reset-password.js';
import { DomainError, isRefusal } from '../../shared/domain-error.js';
import type { PageParts } from '../frame/page.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PageContext } from '../frame/page-context.js';
import type { PortalRequest } from '../frame/portal-request.js';
import {
  ForgotPasswordPage,
  LinkOverPage,
  LinkSentPage,
  NewPasswordPage,
} from './password-page.js';

/**
 * Every answer to `forgot password` takes this long: more than writing a mail down does, so that the
 * time does not tell whether there is an account.
 */
const ANSWER_MS = 400;

/** Asking for a reset link, and what it opens. */
@Injectable()
export class PasswordPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly requestPasswordReset: RequestPasswordReset,
    private readonly findPasswordReset: FindPasswordReset,
    private readonly resetPassword: ResetPassword,
  ) {}

  forgot(request: PortalRequest, response: Response): void {
    this.send(request, response, forgotPage({}));
  }

  async sendLink(request: PortalRequest, response: Response): Promise<void> {
    const { email = '' } = request.body;
    if (!/^[^\s@]+@[^\s@]+$/.test(email.trim()) || email.length > 320) {
      return this.send(request, response, forgotPage({ email, wrong: true }));
    }
    try {
      const wish = { email, address: request.ip ?? '', requestId: request.id };
      await Promise.all([this.requestPasswordReset.run(wish), sleep(ANSWER_MS)]);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      response.setHeader('Retry-After', String(error.extra['retryAfterSeconds']));
      return this.send(request, response, forgotPage({ email, refusal: error }));
    }
    this.send(request, response, ({ t }) => ({
      title: t('account:linkSent.title'),
      body: <LinkSentPage t={t} />,
    }));
  }

  async choose(request: PortalRequest, response: Response, token: string): Promise<void> {
    await this.unlessOver(request, response, async () => {
      await this.findPasswordReset.run(token);
      this.send(request, response, newPasswordPage(undefined));
    });
  }

  async set(request: PortalRequest, response: Response, token: string): Promise<void> {
    const { password = '' } = request.body;
    await this.unlessOver(request, response, async () => {
      try {
        await this.resetPassword.run({ token, password, requestId: request.id });
        response.redirect(303, '/sign-in?news=password_set');
      } catch (error) {
        if (!isRefusal(error) || error.code !== 'invalid_input') throw error;
        this.send(request, response, newPasswordPage(error.extra.errors?.[0]?.code));
      }
    });
  }

  private async unlessOver(
    request: PortalRequest,
    response: Response,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'reset_link_over') throw error;
      this.send(request, response, ({ t }) => ({
        status: 404,
        title: t('account:linkOver.title'),
        body: <LinkOverPage t={t} />,
      }));
    }
  }

  private send(
    request: PortalRequest,
    response: Response,
    page: (context: PageContext) => PageParts,
  ): void {
    const context = this.pages.context(request, response);
    this.pages.send(response, context, page(context));
  }
}

function forgotPage(parts: {
  email?: string;
  wrong?: boolean;
  refusal?: DomainError;
}): (context: PageContext) => PageParts {
  return (context) => ({
    status: parts.refusal ? 429 : parts.wrong ? 422 : 200,
    title: context.t('account:forgot.title'),
    body: <ForgotPasswordPage context={context} {...parts} />,
  });
}

function newPasswordPage(fault: string | undefined): (context: PageContext) => PageParts {
  return (context) => ({
    status: fault === undefined ? 200 : 422,
    title: context.t('account:newPassword.title'),
    body: <NewPasswordPage context={context} fault={fault} />,
  });
}

import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../shared/clock.js';
import { isRefusal } from '../../shared/domain-error.js';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import {
  readDeclarationFields,
  type NoLoginFunction,
  type TypedFields,
} from './declaration-fields.js';
import { DeclareWithoutSignIn } from './declare-without-sign-in.js';
import { NoLoginPages } from './no-login-pages.js';

/**
 * One step of the form: it is checked and repeated, changed again, or declared. The fields travel with
 * the form and are read anew at every step: nothing of somebody who did not declare is kept here.
 */
@Injectable()
export class TakeStep {
  constructor(
    private readonly pages: NoLoginPages,
    private readonly frame: PortalPages,
    private readonly declare: DeclareWithoutSignIn,
    private readonly clock: Clock,
  ) {}

  async run(request: PortalRequest, response: Response, asked: NoLoginFunction): Promise<void> {
    const typed: TypedFields & { step?: string } = request.body;
    const { declaration, faults } = readDeclarationFields(typed, asked, this.clock.now());
    if (typed.step === 'edit') {
      return this.pages.form(request, response, { asked, typed, faults: {} });
    }
    if (Object.keys(faults).length > 0) {
      return this.pages.form(request, response, { asked, typed, faults });
    }
    if (typed.step !== 'declare') {
      return this.pages.summary(request, response, { asked, typed, declaration });
    }
    const { locale } = this.frame.context(request, response);
    try {
      const whence = { address: request.ip ?? '', requestId: request.id, language: locale };
      response.redirect(303, await this.declare.run(declaration, whence));
    } catch (error) {
      const seconds = waitOf(error);
      if (seconds === null) throw error;
      const waitMinutes = Math.ceil(seconds / 60);
      response.setHeader('Retry-After', `${seconds}`);
      this.pages.form(request, response, { asked, typed, faults: {}, waitMinutes });
    }
  }
}

/** The seconds to wait where a limit refuses; null for every other error. */
function waitOf(error: unknown): number | null {
  if (!isRefusal(error) || error.code !== 'too_many_declarations') return null;
  return Number(error.extra['retryAfterSeconds']);
}

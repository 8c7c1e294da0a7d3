import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { ChoosePage } from './choose-page.js';
import { DeclarationForm, type FormParts } from './declaration-form.js';
import type { NoLoginFunction } from './declaration-fields.js';
import { FindChoices } from './find-choices.js';
import { SummaryPage, type SummaryParts } from './summary-page.js';

/** Puts the pages of the door without sign-in together. */
@Injectable()
export class NoLoginPages {
  constructor(
    private readonly pages: PortalPages,
    private readonly choices: FindChoices,
  ) {}

  /** The first page: the form, or for who is signed in the subscriptions to choose from. */
  async first(request: PortalRequest, response: Response, asked: NoLoginFunction): Promise<void> {
    const { visitor, query } = request;
    if (!visitor || query['other'] === '1') {
      return this.form(request, response, { asked, typed: {}, faults: {} });
    }
    const cursor = typeof query['cursor'] === 'string' ? query['cursor'] : undefined;
    const page = await this.choices.run(visitor.accountId, asked, cursor);
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: context.t(titles[asked]),
      body: <ChoosePage context={context} asked={asked} page={page} />,
    });
  }

  /** The form as it was typed, with what is wrong with it; or over a limit, with when to come back. */
  form(request: PortalRequest, response: Response, parts: Omit<FormParts, 'context'>): void {
    const context = this.pages.context(request, response);
    const wrong = Object.keys(parts.faults).length > 0;
    this.pages.send(response, context, {
      title: context.t(titles[parts.asked]),
      status: parts.waitMinutes !== undefined ? 429 : wrong ? 422 : 200,
      body: <DeclarationForm context={context} {...parts} />,
    });
  }

  summary(request: PortalRequest, response: Response, parts: Omit<SummaryParts, 'context'>): void {
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: context.t(`no-login:summary.title.${parts.asked}`),
      body: <SummaryPage context={context} {...parts} />,
    });
  }
}

const titles = { cancel: 'legal:cancelFunction', withdraw: 'legal:withdrawFunction' } as const;

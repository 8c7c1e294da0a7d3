import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { renderToStaticMarkup } from 'react-dom/server';
import { Settings } from '../../config/settings.js';
import {
  directionOf,
  formatDate,
  formatDateTime,
  formatMoney,
  translator,
} from '../../shared/locale/locale.js';
import { FormTokens } from '../session/form-tokens.js';
import { chooseLocale } from './choose-language.js';
import type { PageContext } from './page-context.js';
import { Page, type PageParts } from './page.js';
import type { PortalRequest } from './portal-request.js';

/** Makes pages: reads who asks in which language, and sends what a controller puts together. */
@Injectable()
export class PortalPages {
  constructor(
    private readonly settings: Settings,
    private readonly tokens: FormTokens,
  ) {}

  /** What the page of a request needs to know. */
  context(request: PortalRequest, response: Response): PageContext {
    const visitor = request.visitor ?? null;
    const locale = chooseLocale({
      chosen: request.chosenLanguage ?? null,
      account: visitor,
      accepted: request.acceptsLanguages(),
    });
    const timeZone = visitor?.timeZone ?? 'UTC';
    const { tokens } = this;
    return {
      locale,
      direction: directionOf(locale),
      t: translator(locale),
      address: addressOf(request),
      // Issued with the first form of the page: a page without one sets no cookie.
      get formToken() {
        return tokens.issue(request, response);
      },
      visitor,
      brand: {
        name: this.settings.BRAND_NAME,
        supportEmail: this.settings.SUPPORT_EMAIL,
        supportPhone: this.settings.SUPPORT_PHONE ?? null,
      },
      date: (value) => formatDate(value, locale, timeZone),
      dateTime: (value) => formatDateTime(value, locale, timeZone),
      money: (value) => formatMoney(value, locale),
    };
  }

  /** Pages hold personal data and form tokens: nobody keeps a copy on the way. */
  send(response: Response, context: PageContext, { status = 200, ...parts }: PageParts): void {
    const markup = renderToStaticMarkup(<Page context={context} {...parts} />);
    response
      .status(status)
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .setHeader('Content-Language', context.locale)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('Vary', 'Accept-Language, Cookie')
      .end(`<!DOCTYPE html>${markup}`);
  }
}

function addressOf(request: PortalRequest): string {
  const url = new URL(request.originalUrl, 'http://portal.invalid');
  url.searchParams.delete('lang');
  return `${url.pathname}${url.search}`;
}

import type { ExceptionFilter } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { formBody } from '../web/form-body.js';
import { LanguageChoice } from './frame/language-choice.js';
import { PortalErrorFilter } from './frame/portal-error.filter.js';
import { PortalPages } from './frame/portal-pages.js';
import { readCookies } from '../web/cookies.js';
import { FormTokens } from './session/form-tokens.js';
import { LoadVisitor } from './session/load-visitor.js';
import { PortalSession } from './session/portal-session.js';

/** What lies behind the customers' doors; everything else never meets a cookie. */
const doors = [
  /^\/$/,
  /^\/(digital-locker|account|sign-in|sign-out|sign-out-everywhere|forgot-password|reset-password|cancel|withdraw|take-back)(?=\/|$)/,
];
/** Receipts are checked by anyone, and change nothing: their forms carry files and no token. */
const receipts = [/^\/receipts(?=\/|$)/];

/**
 * Everything between the socket and the pages: cookies, session, form, language, in this order.
 * @returns the filter that answers errors, on pages and elsewhere
 */
export function configurePortal(app: NestExpressApplication, baseUrl: string): ExceptionFilter {
  const find = <T>(type: new (...args: never[]) => T): T => app.get<T>(type, { strict: false });
  const before: RequestHandler[] = [readCookies, find(PortalSession).handler];
  const after = [find(LanguageChoice).handler, find(LoadVisitor).handler] as RequestHandler[];
  app.use(receipts, ...before, ...after);
  app.use(doors, ...before, ...formBody(), ...after, find(FormTokens).handler);
  return new PortalErrorFilter(find(PortalPages), baseUrl);
}

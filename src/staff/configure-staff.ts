import type { ExceptionFilter } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { jsonBody } from '../api/json-body.js';
import type { Settings } from '../config/settings.js';
import { readCookies } from '../web/cookies.js';
import { formBody } from '../web/form-body.js';
import { StaffErrorFilter } from './pages/staff-error.filter.js';
import { StaffPages } from './pages/staff-pages.js';
import { LoadStaff } from './session/load-staff.js';
import { StaffSession } from './session/staff-session.js';
import { assertStaffRoutes } from './staff-routes.js';

/** The console without the files that its pages load: those are the same for everybody. */
const CONSOLE = /^\/admin(?!\/(?:frontend|sign-in-assets)\/)(?=\/|$)/;
const FORMS = /^\/admin\/(?:login|logout|set-password|second-factor)(?=\/|$)/;

/**
 * Everything between the socket and the console: cookies, session, who is signed in, and the body that
 * its forms or its API send. Stops the start when a route under `/admin` says not who may use it.
 * @param others answers the errors of everything that is no page of the console
 * @returns the filter that answers all errors
 * @throws StaffRoutesError
 */
export function configureStaff(
  app: NestExpressApplication,
  settings: Settings,
  others: ExceptionFilter,
): ExceptionFilter {
  const find = <T>(type: new (...args: never[]) => T): T => app.get<T>(type, { strict: false });
  assertStaffRoutes(app);
  app.use(CONSOLE, readCookies, find(StaffSession).handler, find(LoadStaff).handler);
  app.use(FORMS, ...(formBody() as RequestHandler[]));
  app.use('/admin/api', neverStored, ...jsonBody());
  const pages = find(StaffPages);
  return new StaffErrorFilter(pages, others, settings.baseUrl);
}

function neverStored(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}

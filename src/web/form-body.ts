import {
  urlencoded,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

/** More than any form of ours holds. */
const LIMIT = '64kb';
const MOST_FIELDS = 50;

/**
 * Reads a form into a flat record of texts, the last value of a name; files are read where they are
 * expected. A body of another kind is left alone, so that it has no field and no token.
 */
export function formBody(): RequestHandler[] {
  return [urlencoded({ extended: false, limit: LIMIT, parameterLimit: MOST_FIELDS }), flatten];
}

function flatten(request: Request, _response: Response, next: NextFunction): void {
  const body = (request.body ?? {}) as Record<string, string | string[]>;
  request.body = Object.assign(
    Object.create(null) as Record<string, string>,
    Object.fromEntries(
      Object.entries(body).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.at(-1) : value,
      ]),
    ),
  );
  next();
}

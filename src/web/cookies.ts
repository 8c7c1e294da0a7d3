import type { CookieOptions, NextFunction, Request, Response } from 'express';
import type { Settings } from '../config/settings.js';

/** Whether visitors come by https: then every cookie of ours is for https alone. */
export function comesByHttps(settings: Settings): boolean {
  return settings.baseUrl.startsWith('https:');
}

/**
 * The full name of a cookie. By https it has the prefix that browsers take from this very host alone:
 * a page on a sister domain cannot plant one.
 */
export function cookieName(settings: Settings, name: string): string {
  return comesByHttps(settings) ? `__Host-${name}` : name;
}

/** No script reads it; it comes along when somebody follows a link to us, never with a foreign form. */
export function cookieOptions(settings: Settings): CookieOptions & { path: string } {
  return { httpOnly: true, sameSite: 'lax', secure: comesByHttps(settings), path: '/' };
}

/** Fills `request.cookies`; of two with one name the first counts, which is the more specific one. */
export function readCookies(request: Request, _response: Response, next: NextFunction): void {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const [name = '', ...value] = pair.split('=');
    cookies[name.trim()] ??= decoded(value.join('=').trim());
  }
  request.cookies = cookies;
  next();
}

/** What is no percent-encoding stands as it is: it was not ours. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}

import type { Request, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import { cookieName, cookieOptions } from '../../web/cookies.js';

const NAME = 'desk_device';
/** Half a year, from the last sign-in on. */
const KEPT_MS = 180 * 24 * 3_600_000;

/** The mark that an earlier sign-in left on the device. */
export function readDeviceMark(request: Request, settings: Settings): string | undefined {
  return (request.cookies as Record<string, string | undefined>)[cookieName(settings, NAME)];
}

/** Leaves the mark on the device. It opens nothing, so signing out leaves it there. */
export function leaveDeviceMark(response: Response, settings: Settings, mark: string): void {
  response.cookie(cookieName(settings, NAME), mark, {
    ...cookieOptions(settings),
    maxAge: KEPT_MS,
  });
}

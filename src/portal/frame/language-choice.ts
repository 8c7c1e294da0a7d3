import { Injectable } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { Settings } from '../../config/settings.js';
import { cookieName, cookieOptions } from '../../web/cookies.js';
import { supported } from './choose-language.js';
import type { PortalRequest } from './portal-request.js';

/**
 * Keeps the language of `?lang=` for the visit, in a cookie that ends with the browser's session.
 * A language without texts is ignored, like every other word that is no language.
 */
@Injectable()
export class LanguageChoice {
  private readonly name: string;

  constructor(private readonly settings: Settings) {
    this.name = cookieName(settings, 'desk_language');
  }

  /** Express middleware, after the cookies: fills `request.chosenLanguage`. */
  readonly handler = (request: PortalRequest, response: Response, next: NextFunction): void => {
    const asked = request.query['lang'];
    const chosen = typeof asked === 'string' ? supported(asked) : null;
    if (chosen !== null) response.cookie(this.name, chosen, cookieOptions(this.settings));
    request.chosenLanguage = chosen ?? this.earlier(request);
    next();
  };

  private earlier({ cookies }: PortalRequest): string | null {
    const kept = (cookies as Record<string, string | undefined>)[this.name];
    return kept === undefined ? null : supported(kept);
  }
}

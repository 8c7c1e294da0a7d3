import type { ReactElement } from 'react';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { renderToStaticMarkup } from 'react-dom/server';
import { Settings } from '../../config/settings.js';
import { consoleLanguages, type ConsoleLanguage, type StaffRequest } from '../staff-request.js';
import type { StaffPageContext } from './staff-page-context.js';
import { StaffFrame } from './staff-frame.js';
import { asConsoleLanguage, textsIn } from './texts/texts.js';

export interface StaffPageParts {
  title: string;
  body: ReactElement;
  status?: number;
}

/** Makes the console's pages that need no script: sign-in, password, second factor, errors. */
@Injectable()
export class StaffPages {
  constructor(private readonly settings: Settings) {}

  /** @param known the language of the person whom the page is for, where nobody is signed in */
  context(request: StaffRequest, known?: ConsoleLanguage): StaffPageContext {
    const url = new URL(request.originalUrl, 'http://console.invalid');
    const wished = asConsoleLanguage(url.searchParams.get('lang'));
    url.searchParams.delete('lang');
    const accepted = request.acceptsLanguages([...consoleLanguages]);
    const language =
      wished ?? request.staff?.language ?? known ?? asConsoleLanguage(accepted) ?? 'en';
    return {
      language,
      texts: textsIn(language),
      brand: this.settings.BRAND_NAME,
      address: `${url.pathname}${url.search}`,
      signedIn: Boolean(request.staff),
    };
  }

  /** Pages tell of persons: nobody keeps a copy on the way. */
  send(
    response: Response,
    context: StaffPageContext,
    { status = 200, ...parts }: StaffPageParts,
  ): void {
    const markup = renderToStaticMarkup(<StaffFrame context={context} {...parts} />);
    response
      .status(status)
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .setHeader('Content-Language', context.language)
      .setHeader('Cache-Control', 'no-store')
      .setHeader('Vary', 'Accept-Language, Cookie')
      .end(`<!DOCTYPE html>${markup}`);
  }
}

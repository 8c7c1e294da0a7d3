import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { HomePage } from './home-page.js';

/** Where the doors are. */
@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(private readonly pages: PortalPages) {}

  @Get()
  show(@Req() request: PortalRequest, @Res() response: Response): void {
    const context = this.pages.context(request, response);
    const title = context.t('portal:home.title');
    this.pages.send(response, context, { title, body: <HomePage context={context} /> });
  }
}

import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { PortalPages } from '../frame/portal-pages.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { FindTakeBack } from './find-take-back.js';
import { TakeBackPage, takeBackTitle } from './take-back-page.js';
import { TakeItBack } from './take-it-back.js';

/** Where the link in a mail leads by which an owner undoes what somebody cancelled without sign-in. */
@ApiExcludeController()
@Controller('take-back')
export class TakeBackController {
  constructor(
    private readonly pages: PortalPages,
    private readonly find: FindTakeBack,
    private readonly takeItBack: TakeItBack,
  ) {}

  @Get(':token')
  async ask(
    @Param('token') token: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.find.run(token);
    const context = this.pages.context(request, response);
    this.pages.send(response, context, {
      title: takeBackTitle(context, found),
      body: <TakeBackPage context={context} found={found} token={token} />,
    });
  }

  @Post(':token')
  async confirm(
    @Param('token') token: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.takeItBack.run(token, request.id);
    // The page says how it stands now, also where somebody was quicker.
    response.redirect(303, `/take-back/${encodeURIComponent(token)}`);
  }
}

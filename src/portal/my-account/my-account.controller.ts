import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { SignedIn } from '../session/signed-in.guard.js';
import { MyAccountPages } from './my-account-pages.js';

/** My Account: dashboard, the way to the list, one subscription, its details under `Update/Cancel`. */
@ApiExcludeController()
@SignedIn()
@Controller('account')
export class MyAccountController {
  constructor(private readonly pages: MyAccountPages) {}

  @Get()
  async dashboard(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.dashboard(request, response);
  }

  @Get('subscriptions')
  subscriptions(@Req() request: PortalRequest, @Res() response: Response): void {
    this.pages.subscriptions(request, response);
  }

  @Get('subscriptions/manage')
  manage(@Req() request: PortalRequest, @Res() response: Response): void {
    this.pages.manage(request, response);
  }

  @Get('subscriptions/list')
  async list(
    @Query('cursor') cursor: unknown,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.list(request, response, cursor);
  }

  @Get('subscriptions/:id')
  async subscription(
    @Param('id') id: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.subscription(request, response, id);
  }

  @Get('subscriptions/:id/update')
  async update(
    @Param('id') id: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.update(request, response, id);
  }
}

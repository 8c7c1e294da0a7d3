import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { SignedIn } from '../session/signed-in.guard.js';
import { DigitalLockerPages } from './digital-locker-pages.js';

/** The Digital Locker: dashboard, subscriptions, one of them, one of its devices. */
@ApiExcludeController()
@SignedIn()
@Controller('digital-locker')
export class DigitalLockerController {
  constructor(private readonly pages: DigitalLockerPages) {}

  @Get()
  async dashboard(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.dashboard(request, response);
  }

  @Get('subscriptions')
  async subscriptions(
    @Query('cursor') cursor: unknown,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.subscriptions(request, response, cursor);
  }

  @Get('subscriptions/:id')
  async subscription(
    @Param('id') id: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.subscription(request, response, id);
  }

  /** Where a subscription has no device that would lead to its details. */
  @Get('subscriptions/:id/details')
  async details(
    @Param('id') id: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.details(request, response, { id });
  }

  @Get('subscriptions/:id/devices/:serviceTag')
  async device(
    @Param('id') id: string,
    @Param('serviceTag') serviceTag: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.details(request, response, { id, serviceTag });
  }
}

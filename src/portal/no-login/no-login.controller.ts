import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { NoLoginPages } from './no-login-pages.js';
import { TakeStep } from './take-step.js';

/** The door without sign-in: cancelling, and withdrawing from a contract. */
@ApiExcludeController()
@Controller()
export class NoLoginController {
  constructor(
    private readonly pages: NoLoginPages,
    private readonly takeStep: TakeStep,
  ) {}

  @Get('cancel')
  async cancel(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.first(request, response, 'cancel');
  }

  @Post('cancel')
  async cancelStep(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.takeStep.run(request, response, 'cancel');
  }

  @Get('withdraw')
  async withdraw(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.first(request, response, 'withdraw');
  }

  @Post('withdraw')
  async withdrawStep(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.takeStep.run(request, response, 'withdraw');
  }
}

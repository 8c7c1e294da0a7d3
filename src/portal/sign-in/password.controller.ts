import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { PasswordPages } from './password-pages.js';

/** A new password, or the first one, by a link that goes to the account's own mailbox. */
@ApiExcludeController()
@Controller()
export class PasswordController {
  constructor(private readonly pages: PasswordPages) {}

  @Get('forgot-password')
  forgot(@Req() request: PortalRequest, @Res() response: Response): void {
    this.pages.forgot(request, response);
  }

  @Post('forgot-password')
  async send(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.sendLink(request, response);
  }

  @Get('reset-password/:token')
  async choose(
    @Param('token') token: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.choose(request, response, token);
  }

  @Post('reset-password/:token')
  async set(
    @Param('token') token: string,
    @Req() request: PortalRequest,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.set(request, response, token);
  }
}

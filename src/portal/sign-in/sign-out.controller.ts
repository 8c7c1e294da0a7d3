import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { SignOutEverywhere } from '../../accounts/sign-out-everywhere.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { PortalSession } from '../session/portal-session.js';

/** Signing out, here or on every device. Whoever is signed out already is told the same. */
@ApiExcludeController()
@Controller()
export class SignOutController {
  constructor(
    private readonly sessions: PortalSession,
    private readonly everywhere: SignOutEverywhere,
  ) {}

  @Post('sign-out')
  async signOut(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.sessions.end(request, response);
    response.redirect(303, '/sign-in?news=signed_out');
  }

  @Post('sign-out-everywhere')
  async signOutEverywhere(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    if (request.visitor) await this.everywhere.run(request.visitor.accountId, request.id);
    await this.sessions.end(request, response);
    response.redirect(303, '/sign-in?news=signed_out_everywhere');
  }
}

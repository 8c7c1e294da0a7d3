import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PortalRequest } from '../frame/portal-request.js';
import { ProviderPages } from './provider-pages.js';
import { SignInPages } from './sign-in-pages.js';

/** Signing in, by password or by the identity provider. */
@ApiExcludeController()
@Controller('sign-in')
export class SignInController {
  constructor(
    private readonly pages: SignInPages,
    private readonly provider: ProviderPages,
  ) {}

  @Get()
  show(@Req() request: PortalRequest, @Res() response: Response): void {
    this.pages.show(request, response);
  }

  @Post()
  async signIn(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.pages.signIn(request, response);
  }

  @Get('oidc')
  async leave(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.provider.leave(request, response);
  }

  @Get('oidc/callback')
  async comeBack(@Req() request: PortalRequest, @Res() response: Response): Promise<void> {
    await this.provider.comeBack(request, response);
  }
}

import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { StaffRequest } from '../staff-request.js';
import { OpenStaffRoute, StaffRouteBeforeFactor } from '../staff-route.js';
import { EnrolPages } from './enrol-pages.js';
import { ProviderPages } from './provider-pages.js';
import { SetPasswordPages } from './set-password-pages.js';
import { SignInPages } from './sign-in-pages.js';
import { SignOutPages } from './sign-out-pages.js';

/** Signing in to the console and out of it. */
@ApiExcludeController()
@Controller('admin')
export class StaffSignInController {
  constructor(
    private readonly pages: SignInPages,
    private readonly provider: ProviderPages,
    private readonly password: SetPasswordPages,
    private readonly enrol: EnrolPages,
    private readonly out: SignOutPages,
  ) {}

  @Get('login')
  @OpenStaffRoute()
  show(@Req() request: StaffRequest, @Res() response: Response): void {
    this.pages.show(request, response);
  }

  @Post('login')
  @HttpCode(200)
  @OpenStaffRoute()
  signIn(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.pages.signIn(request, response);
  }

  @Get('login/second-factor')
  @OpenStaffRoute()
  showFactor(@Req() request: StaffRequest, @Res() response: Response): void {
    this.pages.showFactor(request, response);
  }

  @Post('login/second-factor')
  @HttpCode(200)
  @OpenStaffRoute()
  giveFactor(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.pages.giveFactor(request, response);
  }

  @Get('login/provider')
  @OpenStaffRoute()
  leave(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.provider.leave(request, response);
  }

  @Get('login/provider/return')
  @OpenStaffRoute()
  comeBack(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.provider.comeBack(request, response);
  }

  @Get('set-password/:token')
  @OpenStaffRoute()
  choose(
    @Param('token') token: string,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.password.choose(request, response, token);
  }

  @Post('set-password/:token')
  @HttpCode(200)
  @OpenStaffRoute()
  set(
    @Param('token') token: string,
    @Req() request: StaffRequest,
    @Res() response: Response,
  ): Promise<void> {
    return this.password.set(request, response, token);
  }

  @Get('second-factor/enrol')
  @StaffRouteBeforeFactor()
  showEnrolment(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.enrol.show(request, response);
  }

  @Post('second-factor/enrol')
  @HttpCode(200)
  @StaffRouteBeforeFactor()
  confirmEnrolment(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.enrol.set(request, response);
  }

  @Post('logout')
  @HttpCode(200)
  @OpenStaffRoute()
  signOut(@Req() request: StaffRequest, @Res() response: Response): Promise<void> {
    return this.out.signOut(request, response);
  }
}

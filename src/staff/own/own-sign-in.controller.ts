import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Put,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { EmptyBody } from '../../api/empty-body.js';
import { IdPipe } from '../../api/id.pipe.js';
import type { Enrolment } from '../second-factor/enrol-second-factor.js';
import type { StaffSessionView } from '../session/list-staff-sessions.js';
import { Staff, type StaffMember, type StaffRequest } from '../staff-request.js';
import { StaffRoute } from '../staff-route.js';
import { ConfirmationBody, FirstCodeBody, LanguageBody, PasswordBody } from './own-sign-in.dto.js';
import { OwnSignIn, type MeView } from './own-sign-in.js';

/** What a member does with their own sign-in. */
@ApiExcludeController()
@Controller('admin/api/me')
export class OwnSignInController {
  constructor(private readonly own: OwnSignIn) {}

  @Get()
  @StaffRoute('own.manage')
  me(@Staff() staff: StaffMember): Promise<MeView> {
    return this.own.me(staff);
  }

  @Put('language')
  @StaffRoute('own.manage')
  language(@Staff() staff: StaffMember, @Body() body: LanguageBody): Promise<MeView> {
    return this.own.chooseLanguage(staff, body.language);
  }

  @Put('password')
  @StaffRoute('own.manage')
  password(
    @Staff() staff: StaffMember,
    @Body() body: PasswordBody,
    @Req() request: StaffRequest,
  ): Promise<MeView> {
    return this.own.changePassword(staff, body, request);
  }

  @Get('sessions')
  @StaffRoute('own.manage')
  sessions(
    @Staff() staff: StaffMember,
  ): Promise<{ data: (StaffSessionView & { current: boolean })[] }> {
    return this.own.sessions(staff);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @StaffRoute('own.manage')
  endSession(
    @Staff() staff: StaffMember,
    @Param('id', IdPipe) id: string,
    @Req() request: StaffRequest,
  ): Promise<void> {
    return this.own.endSession(staff, id, request);
  }

  @Post('sessions/end')
  @HttpCode(204)
  @StaffRoute('own.manage')
  endSessions(
    @Staff() staff: StaffMember,
    @Body() _body: EmptyBody,
    @Req() request: StaffRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    return this.own.endSessions(staff, request, response);
  }

  @Post('second-factor/enrol')
  @HttpCode(200)
  @StaffRoute('own.manage')
  enrol(@Staff() staff: StaffMember, @Body() _body: EmptyBody): Promise<Enrolment> {
    return this.own.enrol(staff);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @StaffRoute('own.manage')
  confirm(
    @Staff() staff: StaffMember,
    @Body() body: FirstCodeBody,
    @Req() request: StaffRequest,
  ): Promise<{ recoveryCodes: string[] }> {
    return this.own.confirm(staff, body, request);
  }

  @Post('second-factor/remove')
  @HttpCode(200)
  @StaffRoute('own.manage')
  remove(
    @Staff() staff: StaffMember,
    @Body() body: ConfirmationBody,
    @Req() request: StaffRequest,
  ): Promise<MeView> {
    return this.own.remove(staff, body.password, request);
  }

  @Post('second-factor/recovery-codes')
  @HttpCode(200)
  @StaffRoute('own.manage')
  recoveryCodes(
    @Staff() staff: StaffMember,
    @Body() body: ConfirmationBody,
    @Req() request: StaffRequest,
  ): Promise<{ recoveryCodes: string[] }> {
    return this.own.renewCodes(staff, body.password, request);
  }
}

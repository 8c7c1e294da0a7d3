import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { EmptyBody } from '../../api/empty-body.js';
import { IdPipe } from '../../api/id.pipe.js';
import { PageQuery, type Page } from '../../api/page.js';
import type { Actor } from '../../shared/actor.js';
import type { StaffSessionView } from '../session/list-staff-sessions.js';
import { StaffActor } from '../staff-request.js';
import { StaffRoute } from '../staff-route.js';
import type { StaffView } from './list-staff.js';
import { ManageStaff, type LinkView, type NewStaffView } from './manage-staff.js';
import { NewStaffBody, StaffChangeBody } from './staff.dto.js';

/** The members of the staff, for those who manage them. */
@ApiExcludeController()
@Controller('admin/api/staff')
export class StaffController {
  constructor(private readonly staff: ManageStaff) {}

  @Get()
  @StaffRoute('staff.see')
  list(@Query() query: PageQuery): Promise<Page<StaffView>> {
    return this.staff.list(query);
  }

  @Post()
  @StaffRoute('staff.manage')
  create(@Body() body: NewStaffBody, @StaffActor() actor: Actor): Promise<NewStaffView> {
    return this.staff.create(body, actor);
  }

  @Get(':id')
  @StaffRoute('staff.see')
  one(@Param('id', IdPipe) id: string): Promise<StaffView> {
    return this.staff.one(id);
  }

  @Patch(':id')
  @StaffRoute('staff.manage')
  change(
    @Param('id', IdPipe) id: string,
    @Body() body: StaffChangeBody,
    @StaffActor() actor: Actor,
  ): Promise<StaffView> {
    return this.staff.change(id, body, actor);
  }

  @Post(':id/unlock')
  @HttpCode(200)
  @StaffRoute('staff.manage')
  unlock(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<StaffView> {
    return this.staff.unlock(id, actor);
  }

  @Post(':id/link')
  @HttpCode(200)
  @StaffRoute('staff.manage')
  link(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<LinkView> {
    return this.staff.link(id, actor);
  }

  @Post(':id/reset-second-factor')
  @HttpCode(200)
  @StaffRoute('staff.manage')
  resetSecondFactor(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<StaffView> {
    return this.staff.resetSecondFactor(id, actor);
  }

  @Get(':id/sessions')
  @StaffRoute('staff.see')
  sessions(@Param('id', IdPipe) id: string): Promise<{ data: StaffSessionView[] }> {
    return this.staff.sessions(id);
  }

  @Post(':id/sessions/end')
  @HttpCode(204)
  @StaffRoute('staff.manage')
  endSessions(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @StaffActor() actor: Actor,
  ): Promise<void> {
    return this.staff.endSessions(id, null, actor);
  }

  @Delete(':id/sessions/:session')
  @HttpCode(204)
  @StaffRoute('staff.manage')
  endSession(
    @Param('id', IdPipe) id: string,
    @Param('session', IdPipe) session: string,
    @StaffActor() actor: Actor,
  ): Promise<void> {
    return this.staff.endSessions(id, session, actor);
  }
}

import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { DomainError, notFound } from '../src/shared/domain-error.js';
import { may } from '../src/staff/permissions.js';
import { StaffPage } from '../src/staff/staff-page.js';
import { Staff, type StaffMember } from '../src/staff/staff-request.js';
import { OpenStaffRoute, StaffRoute } from '../src/staff/staff-route.js';
import { ConsoleAdmin } from './console-admin.js';
import { findPage } from './pages.js';
import { findRecordType } from './records/record-types.js';

/** Lists and records are read; AdminJS's other actions do not exist here. */
const RESOURCE_ACTIONS = ['list'];
const RECORD_ACTIONS = ['show'];

/** AdminJS behind our sign-in and our table of permissions: pages, lists, records and their scripts. */
@ApiExcludeController()
@Controller('admin')
export class ConsoleController {
  constructor(private readonly console: ConsoleAdmin) {}

  @Get('frontend/assets/:name')
  @OpenStaffRoute()
  asset(@Param('name') name: string, @Req() req: Request, @Res() res: Response): Promise<void> {
    return this.console.sendAsset(name, req, res);
  }

  @Get()
  @StaffPage('home.see')
  home(@Staff() staff: StaffMember, @Res() response: Response): Promise<void> {
    return this.send(staff, response);
  }

  @Get('pages/:page')
  @StaffPage('own.manage')
  page(
    @Param('page') name: string,
    @Staff() staff: StaffMember,
    @Res() response: Response,
  ): Promise<void> {
    const page = findPage(name);
    if (page === undefined) throw notFound('page');
    assertMay(staff, page.permission);
    return this.send(staff, response);
  }

  @Get(['resources/:type', 'resources/:type/actions/list', 'resources/:type/records/:id/show'])
  @StaffPage('own.manage')
  records(
    @Param('type') type: string,
    @Staff() staff: StaffMember,
    @Res() response: Response,
  ): Promise<void> {
    assertSees(staff, type);
    return this.send(staff, response);
  }

  @Get('api/resources/:resourceId/actions/:action')
  @StaffRoute('own.manage')
  async list(
    @Param() params: Record<string, string>,
    @Query() query: Record<string, unknown>,
    @Staff() staff: StaffMember,
    @Res() response: Response,
  ): Promise<void> {
    assertSees(staff, params['resourceId'] ?? '');
    if (!RESOURCE_ACTIONS.includes(params['action'] ?? '')) throw notFound('action');
    response.json(await this.console.data('resourceAction', { params, query }, staff, response));
  }

  @Get('api/resources/:resourceId/records/:recordId/:action')
  @StaffRoute('own.manage')
  async record(
    @Param() params: Record<string, string>,
    @Query() query: Record<string, unknown>,
    @Staff() staff: StaffMember,
    @Res() response: Response,
  ): Promise<void> {
    assertSees(staff, params['resourceId'] ?? '');
    if (!RECORD_ACTIONS.includes(params['action'] ?? '')) throw notFound('action');
    response.json(await this.console.data('recordAction', { params, query }, staff, response));
  }

  private async send(staff: StaffMember, response: Response): Promise<void> {
    const { body, contentSecurityPolicy } = await this.console.page(staff);
    response
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .setHeader('Content-Security-Policy', contentSecurityPolicy)
      .setHeader('Cache-Control', 'no-store')
      .end(body);
  }
}

/** The route says `own.manage`, which everybody has: what is looked at says who may see it. */
function assertSees(staff: StaffMember, type: string): void {
  const found = findRecordType(type);
  if (found === undefined) throw notFound('list');
  assertMay(staff, found.permission);
}

function assertMay(staff: StaffMember, permission: Parameters<typeof may>[1]): void {
  if (may(staff.role, permission)) return;
  const text = 'Your role does not allow this. Nothing was changed.';
  throw new DomainError('forbidden', 'missing_permission', text, { permission });
}

import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { EmptyBody } from '../../src/api/empty-body.js';
import type { Actor } from '../../src/shared/actor.js';
import { DomainError, notFound } from '../../src/shared/domain-error.js';
import { may } from '../../src/staff/permissions.js';
import { Staff, StaffActor, type StaffMember } from '../../src/staff/staff-request.js';
import { StaffRoute } from '../../src/staff/staff-route.js';
import { ExportRecords } from './export-records.js';
import type { RecordRow } from './find-records.js';
import type { GivenFilters } from './record-query.js';
import type { RecordType } from './record-type.js';
import { findRecordType } from './record-types.js';
import { RevealRecord } from './reveal-record.js';

/** What records offer besides being read. */
@ApiExcludeController()
@Controller('admin/api/records')
export class RecordsController {
  constructor(
    private readonly exportRecords: ExportRecords,
    private readonly revealRecord: RevealRecord,
  ) {}

  @Get(':type/export.csv')
  @StaffRoute('records.export')
  export(
    @Param('type') type: string,
    @Query() query: Record<string, string>,
    @Staff() staff: StaffMember,
    @StaffActor() actor: Actor,
    @Res() response: Response,
  ): Promise<void> {
    return this.exportRecords.run(typeFor(staff, type), filtersOf(query), actor, response);
  }

  @Post(':type/:id/reveal')
  @HttpCode(200)
  @StaffRoute('personal.reveal')
  reveal(
    @Param('type') type: string,
    @Param('id') id: string,
    @Body() _body: EmptyBody,
    @Staff() staff: StaffMember,
    @StaffActor() actor: Actor,
  ): Promise<RecordRow> {
    return this.revealRecord.run(typeFor(staff, type), id, actor);
  }
}

function typeFor(staff: StaffMember, name: string): RecordType {
  const type = findRecordType(name);
  if (type === undefined) throw notFound('list');
  if (may(staff.role, type.permission)) return type;
  throw new DomainError('forbidden', 'missing_permission', 'Your role does not see these records.');
}

/** `requestedAt~~from=…` and `requestedAt~~to=…` are both ends of one span, as in the lists' addresses. */
function filtersOf(query: Record<string, string>): GivenFilters {
  const filters: Record<string, string | { from?: string; to?: string }> = {};
  for (const [key, value] of Object.entries(query)) {
    const [name = '', end] = key.split('~~');
    if (value === '') continue;
    if (end !== 'from' && end !== 'to') filters[key] = value;
    else filters[name] = { ...(filters[name] as object | undefined), [end]: value };
  }
  return filters;
}

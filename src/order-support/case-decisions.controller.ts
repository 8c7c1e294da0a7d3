import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import type { Review, ReviewResult } from '../cancellations/review-cancellation.js';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { ActOnCase } from './act-on-case.js';
import type { CaseView } from './case.view.js';
import { ApproveBody, RejectBody, RejectionBody, VersionBody } from './cases.dto.js';
import { PreviewRejection, type RejectionPreview } from './preview-rejection.js';
import { ReadCase } from './read-case.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

interface Decided {
  result: ReviewResult;
  case: CaseView;
}

/** What a person decides about a case: alone, or as a proposal to a second one. */
@ApiExcludeController()
@Controller('admin/api/cases/:id')
export class CaseDecisionsController {
  constructor(
    private readonly actOnCase: ActOnCase,
    private readonly readCase: ReadCase,
    private readonly previewRejection: PreviewRejection,
  ) {}

  @Post('approve')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  approve(
    @Param('id', IdPipe) id: string,
    @Body() { version, effectiveAt, ...more }: ApproveBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Decided> {
    const at = effectiveAt === undefined ? {} : { effectiveAt: new Date(effectiveAt) };
    return this.decide(id, { verdict: 'approve', ...more, ...at }, version, actor, reader);
  }

  @Post('reject')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  reject(
    @Param('id', IdPipe) id: string,
    @Body() { version, ...more }: RejectBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Decided> {
    return this.decide(id, { verdict: 'reject', ...more }, version, actor, reader);
  }

  @Post('reject/preview')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  preview(
    @Param('id', IdPipe) id: string,
    @Body() body: RejectionBody,
    @StaffPerson() actor: StaffPersonActor,
  ): Promise<RejectionPreview> {
    return this.previewRejection.run(id, body, actor);
  }

  @Post('withdraw-proposal')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  async withdraw(
    @Param('id', IdPipe) id: string,
    @Body() { version }: VersionBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Pick<Decided, 'case'>> {
    await this.actOnCase.run(id, { kind: 'withdraw_proposal' }, version, actor);
    return { case: await this.readCase.run(id, reader) };
  }

  private async decide(
    id: string,
    review: Review,
    version: string,
    actor: StaffPersonActor,
    reader: StaffMember,
  ): Promise<Decided> {
    const result = await this.actOnCase.run(id, { kind: 'review', review }, version, actor);
    return { result, case: await this.readCase.run(id, reader) };
  }
}

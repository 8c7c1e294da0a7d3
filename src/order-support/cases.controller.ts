import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import type { CaseView } from './case.view.js';
import { ClaimReview } from './claim-review.js';
import { ReadCase } from './read-case.js';
import { ReleaseClaim } from './release-claim.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

/** One cancellation as staff works on it: read, claimed, released. */
@ApiExcludeController()
@Controller('admin/api/cases')
export class CasesController {
  constructor(
    private readonly readCase: ReadCase,
    private readonly claimReview: ClaimReview,
    private readonly releaseClaim: ReleaseClaim,
  ) {}

  @Get(':id')
  @StaffRoute('reviews.see')
  get(@Param('id', IdPipe) id: string, @Staff() reader: StaffMember): Promise<CaseView> {
    return this.readCase.run(id, reader);
  }

  @Post(':id/claim')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  async claim(
    @Param('id', IdPipe) id: string,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<CaseView> {
    await this.claimReview.run(id, actor);
    return this.readCase.run(id, reader);
  }

  @Post(':id/release')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  async release(
    @Param('id', IdPipe) id: string,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<CaseView> {
    await this.releaseClaim.run(id, actor);
    return this.readCase.run(id, reader);
  }
}

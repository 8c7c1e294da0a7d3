import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { IdPipe } from '../api/id.pipe.js';
import { MAIL_POLICY } from '../notifications/mail-policy.js';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import type { CaseView } from './case.view.js';
import { ClaimReview } from './claim-review.js';
import { ReadCase } from './read-case.js';
import { ReadCaseMail } from './read-case-mail.js';
import { ReleaseClaim } from './release-claim.js';
import { RevealCase, type RevealedCase } from './reveal-case.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

/** One cancellation as staff sees it: read, taken in hand, its persons and mails shown. */
@ApiExcludeController()
@Controller('admin/api/cases')
export class CasesController {
  constructor(
    private readonly readCase: ReadCase,
    private readonly claimReview: ClaimReview,
    private readonly releaseClaim: ReleaseClaim,
    private readonly revealCase: RevealCase,
    private readonly readMail: ReadCaseMail,
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

  @Post(':id/reveal')
  @HttpCode(200)
  @StaffRoute('personal.reveal')
  reveal(
    @Param('id', IdPipe) id: string,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<RevealedCase> {
    return this.revealCase.run(id, reader, actor);
  }

  /** Names stand in it. It is shown in a frame that runs and loads nothing. */
  @Get(':id/mails/:mailId')
  @StaffRoute('personal.see')
  async mail(
    @Param('id', IdPipe) id: string,
    @Param('mailId', IdPipe) mailId: string,
    @Res() response: Response,
  ): Promise<void> {
    const html = await this.readMail.run(id, mailId);
    response
      .setHeader('Content-Type', 'text/html; charset=utf-8')
      .setHeader('Content-Security-Policy', MAIL_POLICY)
      .setHeader('X-Content-Type-Options', 'nosniff')
      .setHeader('Referrer-Policy', 'no-referrer')
      .setHeader('Cache-Control', 'no-store')
      .end(html);
  }
}

import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import { Staff, type StaffMember } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { ActOnCase, type CaseAct } from './act-on-case.js';
import { AddNote } from './add-note.js';
import type { CaseView } from './case.view.js';
import { MatchBody, NoteBody, VersionBody } from './cases.dto.js';
import { ReadCase } from './read-case.js';
import { StaffPerson, type StaffPersonActor } from './staff-person.js';

interface Acted {
  case: CaseView;
}

/** What else a person does to a case. */
@ApiExcludeController()
@Controller('admin/api/cases/:id')
export class CaseActsController {
  constructor(
    private readonly actOnCase: ActOnCase,
    private readonly readCase: ReadCase,
    private readonly addNote: AddNote,
  ) {}

  @Post('revoke')
  @HttpCode(200)
  @StaffRoute('cancellations.revoke')
  revoke(
    @Param('id', IdPipe) id: string,
    @Body() { version }: VersionBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    return this.act(id, { kind: 'revoke' }, version, actor, reader);
  }

  @Post('retry')
  @HttpCode(200)
  @StaffRoute('cancellations.retry')
  retry(
    @Param('id', IdPipe) id: string,
    @Body() { version }: VersionBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    return this.act(id, { kind: 'retry' }, version, actor, reader);
  }

  @Post('match')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  match(
    @Param('id', IdPipe) id: string,
    @Body() { version, subscriptionId }: MatchBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    return this.act(id, { kind: 'match', subscriptionId }, version, actor, reader);
  }

  @Post('notes')
  @HttpCode(200)
  @StaffRoute('reviews.decide')
  async note(
    @Param('id', IdPipe) id: string,
    @Body() { text }: NoteBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    await this.addNote.run(id, text, actor);
    return { case: await this.readCase.run(id, reader) };
  }

  @Post('refunds/:refundId/release')
  @HttpCode(200)
  @StaffRoute('refunds.release')
  release(
    @Param('id', IdPipe) id: string,
    @Param('refundId', IdPipe) refundId: string,
    @Body() { version }: VersionBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    return this.act(id, { kind: 'release_refund', refundId }, version, actor, reader);
  }

  @Post('refunds/:refundId/retry')
  @HttpCode(200)
  @StaffRoute('refunds.retry')
  retryRefund(
    @Param('id', IdPipe) id: string,
    @Param('refundId', IdPipe) refundId: string,
    @Body() { version }: VersionBody,
    @StaffPerson() actor: StaffPersonActor,
    @Staff() reader: StaffMember,
  ): Promise<Acted> {
    return this.act(id, { kind: 'retry_refund', refundId }, version, actor, reader);
  }

  private async act(
    id: string,
    act: CaseAct,
    version: string,
    actor: StaffPersonActor,
    reader: StaffMember,
  ): Promise<Acted> {
    await this.actOnCase.run(id, act, version, actor);
    return { case: await this.readCase.run(id, reader) };
  }
}

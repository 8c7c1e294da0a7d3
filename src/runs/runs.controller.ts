import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import { PageQuery, type Page } from '../api/page.js';
import type { Actor } from '../shared/actor.js';
import { StaffActor } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { AbortRun } from './abort-run.js';
import { FindRunRows, type RunRowView } from './find-run-rows.js';
import { FindRuns } from './find-runs.js';
import { PauseRun } from './pause-run.js';
import { PreviewRun, type RunPreview } from './preview-run.js';
import { ReadRun } from './read-run.js';
import { ResumeRun } from './resume-run.js';
import type { RunView } from './run.view.js';
import { RunBody, RunRowsQuery, StartRunBody } from './runs.dto.js';
import { StartRun } from './start-run.js';
import { StreamRunResults } from './stream-run-results.js';

@ApiExcludeController()
@Controller('admin/api/runs')
export class RunsController {
  constructor(
    private readonly previewRun: PreviewRun,
    private readonly startRun: StartRun,
    private readonly readRun: ReadRun,
    private readonly findRuns: FindRuns,
    private readonly findRows: FindRunRows,
    private readonly streamResults: StreamRunResults,
    private readonly pauseRun: PauseRun,
    private readonly resumeRun: ResumeRun,
    private readonly abortRun: AbortRun,
  ) {}

  @Get()
  @StaffRoute('runs.see')
  list(@Query() query: PageQuery): Promise<Page<RunView>> {
    return this.findRuns.run(query);
  }

  @Post('preview')
  @HttpCode(200)
  @StaffRoute('runs.start')
  preview(@Body() body: RunBody, @StaffActor() actor: Actor): Promise<RunPreview> {
    return this.previewRun.run(body, actor);
  }

  @Post()
  @HttpCode(202)
  @StaffRoute('runs.start')
  async start(@Body() { id, ...wish }: StartRunBody, @StaffActor() actor: Actor): Promise<RunView> {
    return this.readRun.run(await this.startRun.run(wish, actor, id));
  }

  @Get(':id')
  @StaffRoute('runs.see')
  get(@Param('id', IdPipe) id: string): Promise<RunView> {
    return this.readRun.run(id);
  }

  @Get(':id/rows')
  @StaffRoute('runs.see')
  async rows(
    @Param('id', IdPipe) id: string,
    @Query() query: RunRowsQuery,
  ): Promise<{ data: RunRowView[] }> {
    await this.readRun.run(id);
    return { data: await this.findRows.run(id, query) };
  }

  @Get(':id/results')
  @StaffRoute('runs.see')
  async results(@Param('id', IdPipe) id: string): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.streamResults.run(id)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="run-${id}.csv"`,
    });
  }

  @Post(':id/pause')
  @HttpCode(200)
  @StaffRoute('runs.start')
  async pause(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<RunView> {
    await this.pauseRun.run(id, actor);
    return this.readRun.run(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @StaffRoute('runs.start')
  async resume(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<RunView> {
    await this.resumeRun.run(id, actor);
    return this.readRun.run(id);
  }

  @Post(':id/abort')
  @HttpCode(200)
  @StaffRoute('runs.start')
  async abort(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<RunView> {
    await this.abortRun.run(id, actor);
    return this.readRun.run(id);
  }
}

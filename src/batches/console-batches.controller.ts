import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IdPipe } from '../api/id.pipe.js';
import { PageQuery, type Page } from '../api/page.js';
import type { Actor } from '../shared/actor.js';
import { StaffActor, type StaffRequest } from '../staff/staff-request.js';
import { StaffRoute } from '../staff/staff-route.js';
import { AbortBatch } from './abort-batch.js';
import type { ConsoleBatchView } from './console-batch.view.js';
import { ConsoleSubmitQuery, FaultyLinesQuery } from './console-batches.dto.js';
import { FindBatches } from './find-batches.js';
import { FindFaultyLines, type FaultyLines } from './find-faulty-lines.js';
import { PauseBatch } from './pause-batch.js';
import { ReceiveUpload } from './receive-upload.js';
import { ResumeBatch } from './resume-batch.js';
import { RetryBatch } from './retry-batch.js';
import { SecondBatch } from './second-batch.js';
import { StartBatch } from './start-batch.js';
import { StreamResults } from './stream-results.js';
import { SubmitByConsole } from './submit-by-console.js';

interface Act {
  run(id: string, actor: Actor, visibility: null): Promise<void>;
}

/** Batches in the console: what a program does by /v1/batches, for people, and with four eyes. */
@ApiExcludeController()
@Controller('admin/api/batches')
export class ConsoleBatchesController {
  constructor(
    private readonly find: FindBatches,
    private readonly findFaulty: FindFaultyLines,
    private readonly submitByConsole: SubmitByConsole,
    private readonly secondBatch: SecondBatch,
    private readonly startBatch: StartBatch,
    private readonly pauseBatch: PauseBatch,
    private readonly resumeBatch: ResumeBatch,
    private readonly abortBatch: AbortBatch,
    private readonly retryBatch: RetryBatch,
    private readonly streamResults: StreamResults,
  ) {}

  @Get()
  @StaffRoute('batches.see')
  list(@Query() query: PageQuery): Promise<Page<ConsoleBatchView>> {
    return this.find.run(query);
  }

  @Post()
  @HttpCode(202)
  @StaffRoute('batches.run')
  @UseInterceptors(ReceiveUpload)
  async submit(
    @Query() query: ConsoleSubmitQuery,
    @Req() request: StaffRequest,
    @StaffActor() actor: Actor,
  ): Promise<ConsoleBatchView> {
    return this.find.one(await this.submitByConsole.run(query, request, actor));
  }

  @Get(':id')
  @StaffRoute('batches.see')
  get(@Param('id', IdPipe) id: string): Promise<ConsoleBatchView> {
    return this.find.one(id);
  }

  @Get(':id/faulty-lines')
  @StaffRoute('batches.see')
  async faulty(
    @Param('id', IdPipe) id: string,
    @Query() query: FaultyLinesQuery,
  ): Promise<FaultyLines> {
    await this.find.one(id);
    return this.findFaulty.run(id, query);
  }

  @Get(':id/results')
  @StaffRoute('batches.see')
  async results(@Param('id', IdPipe) id: string): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.streamResults.run(id, null, true)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="batch-${id}.csv"`,
    });
  }

  @Post(':id/second')
  @HttpCode(200)
  @StaffRoute('batches.second')
  async second(
    @Param('id', IdPipe) id: string,
    @StaffActor() actor: Actor,
  ): Promise<ConsoleBatchView> {
    await this.secondBatch.run(id, actor);
    return this.find.one(id);
  }

  @Post(':id/start')
  @HttpCode(200)
  @StaffRoute('batches.run')
  start(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<ConsoleBatchView> {
    return this.act(this.startBatch, id, actor);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @StaffRoute('batches.run')
  pause(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<ConsoleBatchView> {
    return this.act(this.pauseBatch, id, actor);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @StaffRoute('batches.run')
  resume(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<ConsoleBatchView> {
    return this.act(this.resumeBatch, id, actor);
  }

  @Post(':id/abort')
  @HttpCode(200)
  @StaffRoute('batches.run')
  abort(@Param('id', IdPipe) id: string, @StaffActor() actor: Actor): Promise<ConsoleBatchView> {
    return this.act(this.abortBatch, id, actor);
  }

  /** What came to nothing becomes a batch of its own, checked first like every other of staff. */
  @Post(':id/retry')
  @HttpCode(202)
  @StaffRoute('batches.run')
  async retry(
    @Param('id', IdPipe) id: string,
    @StaffActor() actor: Actor,
  ): Promise<ConsoleBatchView> {
    return this.find.one(await this.retryBatch.run(id, { dryRun: true }, actor, null));
  }

  private async act(act: Act, id: string, actor: Actor): Promise<ConsoleBatchView> {
    await act.run(id, actor, null);
    return this.find.one(id);
  }
}

import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf, visibilityOf } from '../access/visibility.js';
import { ApiRoute, IdempotentPost } from '../api/api-route.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { EmptyBody } from '../api/empty-body.js';
import { IdPipe } from '../api/id.pipe.js';
import { AbortBatch } from './abort-batch.js';
import { BatchView } from './batch.view.js';
import { FilterBatchBody, ResultsQuery, SubmitBatchQuery } from './batches.dto.js';
import { PauseBatch } from './pause-batch.js';
import { ReadBatch } from './read-batch.js';
import { ReceiveUpload } from './receive-upload.js';
import { ResumeBatch } from './resume-batch.js';
import { RetryBatch } from './retry-batch.js';
import { StartBatch } from './start-batch.js';
import { StreamResults } from './stream-results.js';
import { SubmitByApi } from './submit-by-api.js';

const READ = 'batches:read';
const WRITE = 'batches:write';

interface Act {
  run(
    id: string,
    actor: ReturnType<typeof actorOf>,
    visibility: ReturnType<typeof visibilityOf>,
  ): Promise<void>;
}

@ApiTags('Batches')
@Controller('v1/batches')
export class BatchesController {
  constructor(
    private readonly submitByApi: SubmitByApi,
    private readonly readBatch: ReadBatch,
    private readonly startBatch: StartBatch,
    private readonly pauseBatch: PauseBatch,
    private readonly resumeBatch: ResumeBatch,
    private readonly abortBatch: AbortBatch,
    private readonly retryBatch: RetryBatch,
    private readonly streamResults: StreamResults,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Submit many cancellations at once: a file, or a filter as JSON' })
  @ApiConsumes('text/csv', 'application/x-ndjson', 'application/json')
  @ApiBody({ type: FilterBatchBody })
  @ApiRoute(WRITE, { answer: BatchView, status: 202, description: 'Received' })
  @IdempotentPost()
  // Below the line above, so that the bytes are there when the Idempotency-Key is looked at.
  @UseInterceptors(ReceiveUpload)
  submit(
    @Query() query: SubmitBatchQuery,
    @Req() request: DeskRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchView> {
    return this.submitByApi.run(query, request, response);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One batch: its state, counts and progress' })
  @ApiRoute(READ, { answer: BatchView })
  get(@Param('id', IdPipe) id: string, @Req() request: DeskRequest): Promise<BatchView> {
    return this.readBatch.run(id, visibilityOf(callerOf(request)));
  }

  @Post(':id/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Run a batch that was checked' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: BatchView })
  @IdempotentPost()
  start(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Req() request: DeskRequest,
  ): Promise<BatchView> {
    return this.act(this.startBatch, id, request);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a running batch stand still' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: BatchView })
  @IdempotentPost()
  pause(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Req() request: DeskRequest,
  ): Promise<BatchView> {
    return this.act(this.pauseBatch, id, request);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a paused batch go on' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: BatchView })
  @IdempotentPost()
  resume(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Req() request: DeskRequest,
  ): Promise<BatchView> {
    return this.act(this.resumeBatch, id, request);
  }

  @Post(':id/abort')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a batch: what is done stays done, what is not is never done' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: BatchView })
  @IdempotentPost()
  abort(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Req() request: DeskRequest,
  ): Promise<BatchView> {
    return this.act(this.abortBatch, id, request);
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Make a batch of the lines that came to nothing' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: BatchView, status: 202, description: 'Received' })
  @IdempotentPost()
  async retry(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Query() query: SubmitBatchQuery,
    @Req() request: DeskRequest,
  ): Promise<BatchView> {
    const caller = callerOf(request);
    const visibility = visibilityOf(caller);
    const made = await this.retryBatch.run(id, query, actorOf(caller, request.id), visibility);
    return this.readBatch.run(made, visibility);
  }

  @Get(':id/results')
  @ApiOperation({ summary: 'A line for every line, in order, as CSV' })
  @ApiProduces('text/csv')
  @ApiRoute(READ)
  async results(
    @Param('id', IdPipe) id: string,
    @Query() query: ResultsQuery,
    @Req() request: DeskRequest,
  ): Promise<StreamableFile> {
    const visibility = visibilityOf(callerOf(request));
    const lines = await this.streamResults.run(id, visibility, query.details ?? false);
    return new StreamableFile(Readable.from(lines), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="batch-${id}.csv"`,
    });
  }

  private async act(act: Act, id: string, request: DeskRequest): Promise<BatchView> {
    const caller = callerOf(request);
    const visibility = visibilityOf(caller);
    await act.run(id, actorOf(caller, request.id), visibility);
    return this.readBatch.run(id, visibility);
  }
}

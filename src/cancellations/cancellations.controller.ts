import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf, visibilityOf } from '../access/visibility.js';
import { ApiRoute, IdempotentPost } from '../api/api-route.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { EmptyBody } from '../api/empty-body.js';
import { IdPipe } from '../api/id.pipe.js';
import { CancellationTimeline, TimelineView } from './cancellation-timeline.js';
import { CancellationPage, CancellationView } from './cancellation.view.js';
import { CancellationsQuery, DeclareCancellationBody } from './cancellations.dto.js';
import { DeclareByApi } from './declare-by-api.js';
import { FindCancellations } from './find-cancellations.js';
import { ReadCancellation } from './read-cancellation.js';
import { RevokeCancellation } from './revoke-cancellation.js';

const READ = 'cancellations:read';
const WRITE = 'cancellations:write';

@ApiTags('Cancellations')
@Controller('v1/cancellations')
export class CancellationsController {
  constructor(
    private readonly declareByApi: DeclareByApi,
    private readonly findCancellations: FindCancellations,
    private readonly readCancellation: ReadCancellation,
    private readonly cancellationTimeline: CancellationTimeline,
    private readonly revokeCancellation: RevokeCancellation,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Declare that a subscription shall end' })
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=SECONDS (at most 30)' })
  @ApiRoute(WRITE, { answer: CancellationView, status: 202, description: 'Received' })
  @IdempotentPost()
  async declare(
    @Body() body: DeclareCancellationBody,
    @Req() request: DeskRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CancellationView> {
    return this.declareByApi.run(body, request, response);
  }

  @Get()
  @ApiOperation({ summary: 'List cancellations, newest first' })
  @ApiRoute(READ, { answer: CancellationPage })
  async list(
    @Query() query: CancellationsQuery,
    @Req() request: DeskRequest,
  ): Promise<CancellationPage> {
    return this.findCancellations.run(query, visibilityOf(callerOf(request)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One cancellation' })
  @ApiRoute(READ, { answer: CancellationView })
  async get(
    @Param('id', IdPipe) id: string,
    @Req() request: DeskRequest,
  ): Promise<CancellationView> {
    return this.readCancellation.run(id, visibilityOf(callerOf(request)));
  }

  @Get(':id/events')
  @ApiOperation({ summary: 'What happened, first to last' })
  @ApiRoute(READ, { answer: TimelineView })
  async events(
    @Param('id', IdPipe) id: string,
    @Req() request: DeskRequest,
  ): Promise<TimelineView> {
    return this.cancellationTimeline.run(id, visibilityOf(callerOf(request)));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a cancellation back, with every effect' })
  @ApiBody({ type: EmptyBody, required: false })
  @ApiRoute(WRITE, { answer: CancellationView })
  @IdempotentPost()
  async revoke(
    @Param('id', IdPipe) id: string,
    @Body() _body: EmptyBody,
    @Req() request: DeskRequest,
  ): Promise<CancellationView> {
    const caller = callerOf(request);
    const visibility = visibilityOf(caller);
    await this.revokeCancellation.run(id, actorOf(caller, request.id), visibility);
    return this.readCancellation.run(id, visibility);
  }
}

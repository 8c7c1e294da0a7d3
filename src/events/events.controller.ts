import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { visibilityOf } from '../access/visibility.js';
import { ApiRoute } from '../api/api-route.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { EventPage } from './event.view.js';
import { EventsQuery } from './events.dto.js';
import { FindEvents } from './find-events.js';

@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly findEvents: FindEvents) {}

  @Get()
  @ApiOperation({
    summary: 'What happened in the last 30 days, newest first',
    description:
      'An event is there as soon as its change is, with the time of the change: whoever asks again and again overlaps a few seconds and knows by the ids what is new.',
  })
  @ApiRoute('events:read', { answer: EventPage })
  async list(@Query() query: EventsQuery, @Req() request: DeskRequest): Promise<EventPage> {
    return this.findEvents.run(query, visibilityOf(callerOf(request)));
  }
}

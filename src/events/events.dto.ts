import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, Validate, ValidateIf } from 'class-validator';
import { isGiven, PageQuery } from '../api/page.js';
import { InstantConstraint } from '../cancellations/cancellations.dto.js';
import { eventTypes, type EventType } from './event-types.js';

/** Filters of the log of events; all that are given must hold. */
export class EventsQuery extends PageQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Events of this time and later; 30 days back at most, which is the default',
  })
  @ValidateIf(isGiven)
  @Validate(InstantConstraint)
  since?: string;

  @ApiPropertyOptional({ enum: eventTypes })
  @ValidateIf(isGiven)
  @IsIn(eventTypes)
  type?: EventType;
}

import { ApiProperty } from '@nestjs/swagger';
import { eventTypes, type EventType } from './event-types.js';

/** Something that happened, as programs are told of it. */
export class EventView {
  @ApiProperty({ format: 'uuid', description: 'Always the same for the same event' })
  id!: string;
  @ApiProperty({ enum: eventTypes })
  type!: EventType;
  @ApiProperty({ format: 'date-time' })
  timestamp!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Ids of what it is about, and what became of it: read the cancellation, the subscription or the batch for the rest',
  })
  data!: Record<string, unknown>;
}

export class EventPage {
  @ApiProperty({ type: [EventView] })
  data!: EventView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsInt,
  Max,
  Min,
  Validate,
  ValidateIf,
  type ValidatorConstraintInterface,
  ValidatorConstraint,
} from 'class-validator';
import { decodeCursor, encodeCursor } from './cursor.js';
import { WholeNumber } from './query-values.js';

@ValidatorConstraint({ name: 'isCursor' })
class CursorConstraint implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && decodeCursor(value) !== null;
  }
  defaultMessage(): string {
    return 'cursor must be the nextCursor of an earlier page';
  }
}

/** Present in the query, even if empty: `?state=` is a mistake, not a wish for everything. */
export const isGiven = (_object: unknown, value: unknown): boolean => value !== undefined;

/** How every list is paged: newest first, stable while rows are added. */
export class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @WholeNumber()
  @IsInt({ message: 'limit must be a whole number from 1 to 200' })
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ type: String, description: '`nextCursor` of the page before' })
  @ValidateIf(isGiven)
  @Validate(CursorConstraint)
  cursor?: string;
}

export interface Page<View> {
  data: View[];
  nextCursor: string | null;
}

/** The page of rows that were read with one more than `limit`, which tells whether another follows. */
export function toPage<Row extends { id: string }, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(view),
    nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null,
  };
}

/** Conditions of a list with their parameters: `$1` upwards in the order of their adding. */
export class Conditions {
  private readonly texts: string[] = [];
  readonly parameters: unknown[] = [];

  /** Adds the condition when the value is given; `text` gets the parameter's place, e.g. `$3`. */
  when<Value>(value: Value | undefined, text: (place: string) => string): this {
    if (value === undefined) return this;
    return this.and(text(this.place(value)));
  }

  /** Adds a parameter alone, for a condition of several or for what stands outside; answers its place. */
  place(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  /** Adds a condition whose parameters have their places already. */
  and(text: string): this {
    this.texts.push(text);
    return this;
  }

  toString(): string {
    return this.texts.length === 0 ? 'true' : this.texts.join(' and ');
  }
}

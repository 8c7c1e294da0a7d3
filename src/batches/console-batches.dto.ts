import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsString, Length, Max, Min, ValidateIf } from 'class-validator';
import { isGiven } from '../api/page.js';

const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

/** How a batch of the console shall be run; it is always checked first. */
export class ConsoleSubmitQuery {
  @ValidateIf(isGiven)
  @IsIn(['each', 'digest'])
  mails: 'each' | 'digest' = 'each';

  @Transform(wholeNumber)
  @ValidateIf(isGiven)
  @IsInt({ message: 'linesPerSecond must be a whole number from 1 to 100000' })
  @Min(1)
  @Max(100_000)
  linesPerSecond?: number;

  /** Of the file, as it is called where it comes from. */
  @ValidateIf(isGiven)
  @IsString()
  @Length(1, 255)
  name?: string;
}

/** Which of the faulty lines. */
export class FaultyLinesQuery {
  @Transform(wholeNumber)
  @IsInt()
  @Min(0)
  after: number = 0;

  @Transform(wholeNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

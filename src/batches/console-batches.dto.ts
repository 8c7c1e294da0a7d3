import { IsIn, IsInt, IsString, Length, Max, Min, ValidateIf } from 'class-validator';
import { isGiven } from '../api/page.js';
import { WholeNumber } from '../api/query-values.js';

/** How a batch of the console shall be run; it is always checked first. */
export class ConsoleSubmitQuery {
  @ValidateIf(isGiven)
  @IsIn(['each', 'digest'])
  mails: 'each' | 'digest' = 'each';

  @WholeNumber()
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
  @WholeNumber()
  @IsInt()
  @Min(0)
  after: number = 0;

  @WholeNumber()
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

import { IsIn, IsString, Length, MaxLength } from 'class-validator';
import { consoleLanguages, type ConsoleLanguage } from '../staff-request.js';

/** Longer than any password that could be right; the rules have their own say. */
const LONGEST = 1_000;

/** In which language the console speaks. */
export class LanguageBody {
  @IsIn(consoleLanguages)
  language!: ConsoleLanguage;
}

/** A new password, by the one that is set. */
export class PasswordBody {
  @IsString()
  @MaxLength(LONGEST)
  current!: string;

  @IsString()
  @MaxLength(LONGEST)
  password!: string;
}

/** The first code of a second factor, with what it began with. */
export class FirstCodeBody {
  @IsString()
  @Length(1, LONGEST)
  enrolment!: string;

  @IsString()
  @Length(1, 50)
  code!: string;
}

/** One's own password once more; empty for whoever has none. */
export class ConfirmationBody {
  @IsString()
  @MaxLength(LONGEST)
  password!: string;
}

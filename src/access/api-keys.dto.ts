import { ArrayMaxSize, IsArray, IsIn, IsString, MaxLength, ValidateIf } from 'class-validator';
import { isGiven } from '../api/page.js';
import { scopes, type Scope } from './access.entities.js';

/** A new key; what goes together is checked by `CreateApiKey`. */
export class NewApiKeyBody {
  @IsString()
  @MaxLength(100)
  name!: string;

  @IsArray()
  @ArrayMaxSize(scopes.length)
  @IsIn(scopes, { each: true })
  scopes!: Scope[];

  /** Left out: the operator's own, which sees every account. */
  @ValidateIf(isGiven)
  @IsString()
  @MaxLength(100)
  client?: string;

  @ValidateIf(isGiven)
  @IsArray()
  @ArrayMaxSize(1_000)
  @IsString({ each: true })
  @MaxLength(320, { each: true })
  accounts?: string[];
}

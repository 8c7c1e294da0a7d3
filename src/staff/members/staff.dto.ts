import { IsBoolean, IsIn, IsString, Length, ValidateIf } from 'class-validator';
import { isGiven } from '../../api/page.js';
import type { StaffRole } from '../../shared/actor.js';
import { staffRoles } from '../permissions.js';
import { consoleLanguages, type ConsoleLanguage } from '../staff-request.js';

/** A new member of the staff. */
export class NewStaffBody {
  @IsString()
  @Length(3, 320)
  email!: string;

  @IsString()
  @Length(1, 100)
  name!: string;

  @IsIn(staffRoles)
  role!: StaffRole;

  @ValidateIf(isGiven)
  @IsIn(consoleLanguages)
  language?: ConsoleLanguage;
}

/** What changes of a member: either, or both. */
export class StaffChangeBody {
  @ValidateIf(isGiven)
  @IsIn(staffRoles)
  role?: StaffRole;

  @ValidateIf(isGiven)
  @IsBoolean()
  disabled?: boolean;
}

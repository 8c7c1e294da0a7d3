import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

export const roles = ['api', 'portal', 'console', 'worker'] as const;
export type Role = (typeof roles)[number];

const RATE = /^\d+\/(s|m|h)$/;
const flag = ({ value }: { value: unknown }): unknown =>
  value === '1' || value === 'true' ? true : value === '0' || value === 'false' ? false : value;
const number = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
const list = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : value;

/** The environment as it may be; one message per setting says what is right. */
export class Settings {
  @Transform(number)
  @IsInt({ message: 'PORT must be a whole number from 0 to 65535.' })
  @Min(0, { message: 'PORT must be a whole number from 0 to 65535.' })
  @Max(65535, { message: 'PORT must be a whole number from 0 to 65535.' })
  PORT: number = 3000;

  @IsOptional()
  @IsString()
  HOST?: string;

  @IsOptional()
  @IsUrl(
    { require_tld: false, protocols: ['http', 'https'], require_protocol: true },
    { message: 'BASE_URL must be an http or https address, e.g. https://desk.example.com.' },
  )
  BASE_URL?: string;

  @IsOptional()
  @IsString()
  TRUST_PROXY?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, {
    message: 'DATABASE_URL must begin with postgres:// or postgresql://.',
  })
  DATABASE_URL?: string;

  @IsOptional()
  @IsString()
  DATA_DIR?: string;

  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'REDIS_URL must begin with redis:// or rediss://.' })
  REDIS_URL?: string;

  @IsOptional()
  @Matches(/^smtps?:\/\//, { message: 'SMTP_URL must begin with smtp:// or smtps://.' })
  SMTP_URL?: string;

  @Matches(/^[^<>\r\n]+@[^<>\s]+$|^[^<>\r\n]+<[^<>\s]+@[^<>\s]+>$/, {
    message: 'MAIL_FROM must be a mail address, with or without a name.',
  })
  MAIL_FROM: string = 'Cancellation Desk <no-reply@example.com>';

  @IsString()
  BRAND_NAME: string = 'Cancellation Desk';

  @IsEmail({}, { message: 'SUPPORT_EMAIL must be a mail address.' })
  SUPPORT_EMAIL: string = 'support@example.com';

  @IsOptional()
  @IsString()
  SUPPORT_PHONE?: string;

  @Transform(list)
  @IsIn(roles, { each: true, message: `ROLES must be a comma list of ${roles.join(', ')}.` })
  ROLES: Role[] = [...roles];

  @IsOptional()
  @Transform(flag)
  @IsBoolean({ message: 'DEMO must be 0 or 1.' })
  DEMO?: boolean;

  @IsOptional()
  @MinLength(32, { message: 'SIGNING_KEY must have at least 32 characters.' })
  SIGNING_KEY?: string;

  @IsOptional()
  @MinLength(32, { message: 'SESSION_SECRET must have at least 32 characters.' })
  SESSION_SECRET?: string;

  @IsOptional()
  @Matches(/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/, {
    message: 'OIDC_ISSUER must be an https address (http for this machine alone).',
  })
  OIDC_ISSUER?: string;

  @IsOptional()
  @IsString()
  OIDC_CLIENT_ID?: string;

  @IsOptional()
  @IsString()
  OIDC_CLIENT_SECRET?: string;

  @IsOptional()
  @IsString()
  OIDC_NAME?: string;

  @IsOptional()
  @Length(1, 200, { message: 'OIDC_STAFF_CLAIM must name a claim, e.g. groups.' })
  OIDC_STAFF_CLAIM?: string;

  @IsOptional()
  @Transform(list)
  @Matches(/^[^=]+=(agent|supervisor|auditor|administrator)$/, {
    each: true,
    message:
      'OIDC_STAFF_ROLES must be a comma list like desk-agents=agent,desk-leads=supervisor; there are agent, supervisor, auditor and administrator.',
  })
  OIDC_STAFF_ROLES?: string[];

  @IsIn(['optional', 'required'], {
    message: 'STAFF_SECOND_FACTOR must be optional or required.',
  })
  STAFF_SECOND_FACTOR: 'optional' | 'required' = 'optional';

  @IsOptional()
  @IsEmail({}, { message: 'ADMIN_EMAIL must be a mail address.' })
  ADMIN_EMAIL?: string;

  @IsOptional()
  @Length(10, 200, { message: 'ADMIN_PASSWORD must have 10 to 200 characters.' })
  ADMIN_PASSWORD?: string;

  @IsOptional()
  @Length(1, 200, { message: 'DEMO_PASSWORD must have at most 200 characters.' })
  DEMO_PASSWORD?: string;

  @IsOptional()
  @IsString()
  METRICS_TOKEN?: string;

  @Matches(RATE, { message: 'RATE_LIMIT_KEY must look like 1000/s, 600/m or 100/h.' })
  RATE_LIMIT_KEY: string = '1000/s';

  @Matches(RATE, { message: 'RATE_LIMIT_ADDRESS must look like 50/s, 600/m or 100/h.' })
  RATE_LIMIT_ADDRESS: string = '50/s';

  @Matches(RATE, { message: 'RATE_LIMIT_DECLARATIONS_ADDRESS must look like 20/h or 5/m.' })
  RATE_LIMIT_DECLARATIONS_ADDRESS: string = '20/h';

  @Matches(RATE, { message: 'RATE_LIMIT_DECLARATIONS_MAILBOX must look like 20/h or 5/m.' })
  RATE_LIMIT_DECLARATIONS_MAILBOX: string = '5/h';

  @Transform(number)
  @IsInt({ message: 'BATCH_MAX_BYTES must be a whole number of bytes.' })
  @Min(1024, { message: 'BATCH_MAX_BYTES must be at least 1024.' })
  BATCH_MAX_BYTES: number = 512 * 1024 * 1024;

  @Transform(number)
  @IsInt({ message: 'BATCH_SECOND_ABOVE must be a whole number of lines.' })
  @Min(0, { message: 'BATCH_SECOND_ABOVE must not be below 0.' })
  BATCH_SECOND_ABOVE: number = 1_000;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.',
  })
  LOG_LEVEL: string = 'info';

  /** Whether PostgreSQL is the one shipped with the packages. */
  get embedded(): boolean {
    return this.DATABASE_URL === undefined;
  }
  get host(): string {
    return this.HOST ?? (this.embedded ? '127.0.0.1' : '0.0.0.0');
  }
  get baseUrl(): string {
    return (this.BASE_URL ?? `http://localhost:${this.PORT}`).replace(/\/$/, '');
  }
  get demo(): boolean {
    return this.DEMO ?? this.embedded;
  }
  has(role: Role): boolean {
    return this.ROLES.includes(role);
  }
}

/** One or more settings are wrong; each line of the message says which and what is right. */
export class SettingsError extends Error {}

/**
 * Reads and checks the environment. Empty values count as unset.
 * @throws SettingsError with one line for each setting that is wrong
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const names = Object.keys(plainToInstance(Settings, {}, { exposeDefaultValues: true }));
  const optional = [
    'HOST',
    'BASE_URL',
    'TRUST_PROXY',
    'DATABASE_URL',
    'DATA_DIR',
    'REDIS_URL',
    'SMTP_URL',
    'SUPPORT_PHONE',
    'DEMO',
    'SIGNING_KEY',
    'SESSION_SECRET',
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'OIDC_NAME',
    'OIDC_STAFF_CLAIM',
    'OIDC_STAFF_ROLES',
    'ADMIN_EMAIL',
    'ADMIN_PASSWORD',
    'DEMO_PASSWORD',
    'METRICS_TOKEN',
  ];
  const given = Object.fromEntries(
    [...names, ...optional]
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const settings = plainToInstance(Settings, given, { exposeDefaultValues: true });
  const problems = validateSync(settings).flatMap((error) => {
    const messages = Object.values(error.constraints ?? {});
    return messages.length > 0 ? messages.slice(0, 1) : [`${error.property} is invalid.`];
  });
  if (!settings.embedded && settings.SIGNING_KEY === undefined) {
    problems.push('SIGNING_KEY is required with DATABASE_URL: at least 32 random characters.');
  }
  const oidc = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
  const missing = oidc.filter((name) => settings[name] === undefined);
  if (missing.length > 0 && missing.length < oidc.length) {
    problems.push(
      `${missing.join(' and ')} must be set too: OpenID Connect needs all of ${oidc.join(', ')}.`,
    );
  }
  problems.push(...staffProblems(settings));
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return settings;
}

/** What goes together in the sign-in of the staff. */
function staffProblems(settings: Settings): string[] {
  const { OIDC_ISSUER, OIDC_STAFF_CLAIM, OIDC_STAFF_ROLES } = settings;
  const problems: string[] = [];
  if ((OIDC_STAFF_CLAIM === undefined) !== (OIDC_STAFF_ROLES === undefined)) {
    problems.push('OIDC_STAFF_CLAIM and OIDC_STAFF_ROLES must be set together, or neither.');
  } else if (OIDC_STAFF_CLAIM !== undefined && OIDC_ISSUER === undefined) {
    problems.push('OIDC_STAFF_CLAIM needs an identity provider: set OIDC_ISSUER too.');
  }
  if ((settings.ADMIN_EMAIL === undefined) !== (settings.ADMIN_PASSWORD === undefined)) {
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD must be set together, or neither.');
  }
  return problems;
}

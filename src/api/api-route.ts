import { applyDecorators, UseGuards, UseInterceptors, UsePipes, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiProduces, ApiProperty, ApiResponse } from '@nestjs/swagger';
import type { Scope } from '../access/access.entities.js';
import { ApiKeyGuard } from '../access/api-key.guard.js';
import { RequireScope } from '../access/require-scope.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { RequestPipe } from './request-pipe.js';

class FieldErrorView {
  @ApiProperty({ example: '/reason/code', description: 'JSON pointer to what is wrong' })
  pointer!: string;
  @ApiProperty({ example: 'required' })
  code!: string;
  @ApiProperty()
  message!: string;
}

/** `application/problem+json`, RFC 9457. */
export class ProblemView {
  @ApiProperty({ format: 'uri' })
  type!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ type: 'integer' })
  status!: number;
  @ApiProperty()
  detail!: string;
  @ApiProperty({ description: 'Names the request in our log' })
  instance!: string;
  @ApiProperty({ description: 'What programs should decide by' })
  code!: string;
  @ApiProperty({ type: [FieldErrorView], required: false, description: 'Only for invalid input' })
  errors?: FieldErrorView[];
}

const refusals: readonly [status: number, description: string][] = [
  [400, 'Malformed'],
  [401, 'No key, or one that is unknown or revoked'],
  [403, 'The key lacks the scope'],
  [404, 'It does not exist, or it is not yours'],
  [406, 'Accept names none of the forms'],
  [409, 'The present state forbids it'],
  [413, 'The body is larger than 256 kB'],
  [415, 'The body is not JSON'],
  [422, 'Well-formed but invalid'],
  [429, 'Too many requests'],
  [503, 'Not now; try again in a moment'],
];

function problemOf(status: number, description: string): MethodDecorator & ClassDecorator {
  const schema = { $ref: '#/components/schemas/ProblemView' };
  const content = { 'application/problem+json': { schema } };
  return ApiResponse({ status, description, content });
}

interface RouteOptions {
  /** Left out where the answer is no single schema. */
  answer?: Type;
  status?: number;
  description?: string;
}

/** A route of /v1: who may call it, how its input is checked, what it answers and refuses. */
export function ApiRoute(scope: Scope, options: RouteOptions = {}): MethodDecorator {
  const { answer, status = 200, description = '' } = options;
  const absent = [406, 409, 413, 415];
  const refused = refusals.filter(([code]) => !absent.includes(code));
  return applyDecorators(
    RequireScope(scope),
    UseGuards(ApiKeyGuard),
    UsePipes(RequestPipe),
    ApiBearerAuth('key'),
    ApiResponse({ status, description, ...(answer ? { type: answer } : {}) }),
    ...refused.map(([code, text]) => problemOf(code, text)),
  ) as MethodDecorator;
}

/** An answer in the form that Accept asks for. */
export function InSeveralForms(...mediaTypes: string[]): MethodDecorator {
  const also = refusals.filter(([code]) => code === 406);
  return applyDecorators(
    ApiProduces(...mediaTypes),
    ...also.map(([code, text]) => problemOf(code, text)),
  ) as MethodDecorator;
}

/** A POST: can be called again with its Idempotency-Key, and can meet a state that forbids it. */
export function IdempotentPost(): MethodDecorator {
  const also = refusals.filter(([code]) => [409, 413, 415].includes(code));
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key and body answer the first answer again, for 24 hours',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ...also.map(([code, text]) => problemOf(code, text)),
  ) as MethodDecorator;
}

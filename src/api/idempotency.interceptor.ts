import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import { invalid } from '../shared/domain-error.js';
import { describeError } from './describe-error.js';
import { callerOf, type DeskRequest } from './desk-request.js';
import { IdempotencyMarks, requestHash, type Claim, type KeptAnswer } from './idempotency-marks.js';
import { Problem, ReplayedProblem, toProblem } from './problem.js';

const REPLAYED = 'Idempotent-Replayed';
/** Headers that belong to an answer rather than to the call that got it. */
const keptHeaders = ['Location', 'Preference-Applied'] as const;

/** On every POST: the same Idempotency-Key and request get the first answer again. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    private readonly marks: IdempotencyMarks,
    private readonly settings: Settings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<DeskRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) return next.handle();
    const response = context.switchToHttp().getResponse<Response>();
    return from(this.once(String(key), request, response, next));
  }

  private async once(
    key: string,
    request: DeskRequest,
    response: Response,
    next: CallHandler,
  ): Promise<unknown> {
    if (key.length < 1 || key.length > 255) throw badKey();
    const hash = requestHash(request.method, request.originalUrl, request.rawBody);
    const claim = await this.marks.claim(callerOf(request).client.id, key, hash);
    if (claim.kind !== 'mine') return replay(claim, response);
    let answer: KeptAnswer;
    let body: unknown;
    try {
      body = await lastValueFrom(next.handle());
      const headers = headersOf(response);
      answer = { status: response.statusCode, body: body as Record<string, unknown>, headers };
    } catch (error) {
      await this.settleFailure(error, request, claim);
      throw error;
    }
    await this.settle(request, () => this.marks.keep(claim.mark, answer));
    return body;
  }

  /** A conflict is the call's outcome and is kept; whatever else went wrong may be tried again. */
  private async settleFailure(
    error: unknown,
    request: DeskRequest,
    { mark }: Claim & { kind: 'mine' },
  ): Promise<void> {
    const problem = toProblem(error, request.id, this.settings.baseUrl);
    await this.settle(request, () =>
      problem.status === 409 ? this.marks.keep(mark, problem) : this.marks.giveBack(mark),
    );
  }

  /** The call has had its effect: that its mark cannot be written must not change the answer to it. */
  private async settle(request: DeskRequest, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const msg = 'An idempotency mark stays open until it is stale';
      this.logger.error({ msg, requestId: request.id, error: describeError(error) });
    }
  }
}

function replay(claim: Exclude<Claim, { kind: 'mine' }>, response: Response): unknown {
  if (claim.kind === 'in_flight') {
    const detail = 'The first call with this Idempotency-Key is still running.';
    throw new Problem(409, 'idempotency_in_flight', detail, { headers: { 'Retry-After': '1' } });
  }
  if (claim.kind === 'other_request') {
    const detail = 'This Idempotency-Key was used for another request. Take a new one.';
    throw new Problem(422, 'idempotency_key_reused', detail);
  }
  const { status, body } = claim.answer;
  const headers = { ...claim.answer.headers, [REPLAYED]: 'true' };
  if (status >= 400) throw new ReplayedProblem(status, body, headers);
  response.set(headers);
  return body;
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = response.getHeader(name);
      return value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

function badKey(): Error {
  const message = 'An Idempotency-Key must have 1 to 255 characters.';
  return invalid([{ pointer: '/Idempotency-Key', code: 'invalid_length', message }]);
}

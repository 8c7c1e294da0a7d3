import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf, visibilityOf } from '../access/visibility.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { preferredWait } from '../api/prefer.js';
import { Settings } from '../config/settings.js';
import type { CancellationView } from './cancellation.view.js';
import type { DeclareCancellationBody } from './cancellations.dto.js';
import { withPrecedence } from '../shared/precedence.js';
import { parseInstant } from './parse-instant.js';
import { ReadCancellation } from './read-cancellation.js';
import { RequestCancellation } from './request-cancellation.js';
import { WaitForDecision } from './wait-for-decision.js';

/** The API's door: hands the declaration in, waits if that is preferred, and answers what became of it. */
@Injectable()
export class DeclareByApi {
  constructor(
    private readonly requestCancellation: RequestCancellation,
    private readonly waitForDecision: WaitForDecision,
    private readonly readCancellation: ReadCancellation,
    private readonly settings: Settings,
  ) {}

  async run(
    body: DeclareCancellationBody,
    request: DeskRequest,
    response: Response,
  ): Promise<CancellationView> {
    return withPrecedence(() => this.declare(body, request, response));
  }

  private async declare(
    body: DeclareCancellationBody,
    request: DeskRequest,
    response: Response,
  ): Promise<CancellationView> {
    const caller = callerOf(request);
    const visibility = visibilityOf(caller);
    const { id } = await this.requestCancellation.run({
      subscriptionId: body.subscriptionId,
      kind: body.kind ?? 'ordinary',
      effective: body.effective ?? null,
      wishedEnd: body.wishedEnd == null ? null : parseInstant(body.wishedEnd),
      ground: body.ground ?? null,
      reason: { code: body.reason.code, comment: body.reason.comment ?? null },
      quote: body.quote ?? null,
      externalRef: body.externalRef ?? null,
      door: 'api',
      actor: actorOf(caller, request.id),
      visibility,
    });
    const wait = preferredWait(request.get('Prefer'));
    if (wait !== null) await this.wait(id, wait, response);
    response.setHeader('Location', `${this.settings.baseUrl}/v1/cancellations/${id}`);
    return this.readCancellation.run(id, visibility);
  }

  private async wait(id: string, seconds: number, response: Response): Promise<void> {
    response.setHeader('Preference-Applied', `wait=${seconds}`);
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    response.once('close', leave);
    await this.waitForDecision.run(id, seconds, gone.signal);
    response.off('close', leave);
  }
}

import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { actorOf, visibilityOf } from '../access/visibility.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { Problem } from '../api/problem.js';
import { Settings } from '../config/settings.js';
import type { BatchView } from './batch.view.js';
import type { SubmitBatchQuery } from './batches.dto.js';
import { ReadBatch } from './read-batch.js';
import { filterRequestOf, readFilterBody } from './read-filter-body.js';
import { uploadOf } from './receive-upload.js';
import { SubmitBatch, type BatchWish } from './submit-batch.js';
import { SubmitFilterBatch } from './submit-filter-batch.js';

/** The API's door for batches: a file, or a filter as JSON. */
@Injectable()
export class SubmitByApi {
  constructor(
    private readonly submitBatch: SubmitBatch,
    private readonly submitFilter: SubmitFilterBatch,
    private readonly readBatch: ReadBatch,
    private readonly settings: Settings,
  ) {}

  async run(query: SubmitBatchQuery, request: DeskRequest, response: Response): Promise<BatchView> {
    const caller = callerOf(request);
    const id = await this.submit(request, {
      dryRun: query.dryRun ?? false,
      mailDigest: query.mails === 'digest',
      linesPerSecond: query.linesPerSecond ?? null,
      actor: actorOf(caller, request.id),
      clientId: caller.client.id,
    });
    response.setHeader('Location', `${this.settings.baseUrl}/v1/batches/${id}`);
    return this.readBatch.run(id, visibilityOf(caller));
  }

  private async submit(request: DeskRequest, wish: BatchWish): Promise<string> {
    const upload = uploadOf(request);
    if (upload !== undefined) return this.submitBatch.run({ ...upload, ...wish, name: null });
    const body = await readFilterBody(request);
    if (body === undefined) {
      const detail = 'Send a file as text/csv or application/x-ndjson, or a filter as JSON.';
      throw new Problem(415, 'unsupported_media_type', detail);
    }
    return this.submitFilter.run({ ...wish, ...filterRequestOf(body) });
  }
}

import { Injectable } from '@nestjs/common';
import { Problem } from '../api/problem.js';
import type { Actor } from '../shared/actor.js';
import type { StaffRequest } from '../staff/staff-request.js';
import type { ConsoleSubmitQuery } from './console-batches.dto.js';
import { filterRequestOf, readFilterBody } from './read-filter-body.js';
import { uploadOf } from './receive-upload.js';
import { SubmitBatch, type BatchWish } from './submit-batch.js';
import { SubmitFilterBatch } from './submit-filter-batch.js';

/** The console's door for batches: a file, or a filter as JSON; both are checked and wait then. */
@Injectable()
export class SubmitByConsole {
  constructor(
    private readonly submitBatch: SubmitBatch,
    private readonly submitFilter: SubmitFilterBatch,
  ) {}

  /** Answers the id of the batch. @throws DomainError as the two ways of submitting do */
  async run(query: ConsoleSubmitQuery, request: StaffRequest, actor: Actor): Promise<string> {
    const wish: BatchWish = {
      ...{ dryRun: true, mailDigest: query.mails === 'digest', actor, clientId: null },
      linesPerSecond: query.linesPerSecond ?? null,
    };
    const upload = uploadOf(request);
    if (upload !== undefined) {
      return this.submitBatch.run({ ...upload, ...wish, name: query.name ?? null });
    }
    const body = await readFilterBody(request);
    if (body === undefined) {
      const detail = 'Send a file as text/csv or application/x-ndjson, or a filter as JSON.';
      throw new Problem(415, 'unsupported_media_type', detail);
    }
    return this.submitFilter.run({ ...wish, ...filterRequestOf(body) });
  }
}

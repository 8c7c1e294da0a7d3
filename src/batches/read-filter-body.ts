import type { Request } from 'express';
import { RequestPipe } from '../api/request-pipe.js';
import { parseInstant } from '../cancellations/parse-instant.js';
import { FilterBatchBody } from './batches.dto.js';
import type { FilterSubmission } from './submit-filter-batch.js';

const pipe = new RequestPipe();

/**
 * The filter in the body of a request; undefined where there is no JSON. Not bound as `@Body()`, which
 * would hold a file that was sent for a filter that says nothing.
 * @throws DomainError `invalid_input`
 */
export async function readFilterBody(request: Request): Promise<FilterBatchBody | undefined> {
  const body: unknown = request.body;
  if (body === undefined) return undefined;
  const checked = await pipe.transform(body, { type: 'body', metatype: FilterBatchBody });
  return checked as FilterBatchBody;
}

/** The filter, and what is asked for each that it finds. */
export function filterRequestOf(
  body: FilterBatchBody,
): Pick<FilterSubmission, 'filter' | 'request'> {
  return {
    filter: { ...body.filter },
    request: {
      reason: { code: body.reason.code, comment: body.reason.comment ?? null },
      kind: body.kind ?? 'ordinary',
      effective: body.effective ?? null,
      wishedEnd: body.wishedEnd == null ? null : parseInstant(body.wishedEnd),
      ground: body.ground ?? null,
    },
  };
}

import type { DeskRequest } from '../api/desk-request.js';
import { RequestPipe } from '../api/request-pipe.js';
import { FilterBatchBody } from './batches.dto.js';

const pipe = new RequestPipe();

/**
 * The filter in the body of a request; undefined where there is no JSON. Not bound as `@Body()`, which
 * would hold a file that was sent for a filter that says nothing.
 * @throws DomainError `invalid_input`
 */
export async function readFilterBody(request: DeskRequest): Promise<FilterBatchBody | undefined> {
  const body: unknown = request.body;
  if (body === undefined) return undefined;
  const checked = await pipe.transform(body, { type: 'body', metatype: FilterBatchBody });
  return checked as FilterBatchBody;
}

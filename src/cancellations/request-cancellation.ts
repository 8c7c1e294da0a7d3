import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { CancellationRequest, Receipt } from './cancellation-request.js';
import { RequestCancellations } from './request-cancellations.js';

export type { CancellationRequest, Receipt } from './cancellation-request.js';

/** Callers within this time become one set; far below what a person or a program notices. */
const COALESCE_MS = 2;

/**
 * The only way in for a single declaration: simultaneous callers share one transaction, and each
 * gets an answer of its own.
 */
@Injectable()
export class RequestCancellation {
  private readonly loader: DataLoader<CancellationRequest, Receipt>;

  constructor(requests: RequestCancellations) {
    this.loader = new DataLoader((set) => requests.run(set), {
      cache: false,
      maxBatchSize: 200,
      batchScheduleFn: (callback) => void setTimeout(callback, COALESCE_MS),
    });
  }

  /**
   * @throws DomainError `not_found`; by the API also `already_cancelled` and `already_requested`
   *   (with the open cancellation's id); `invalid_input` for a quote that does not hold
   */
  run(request: CancellationRequest): Promise<Receipt> {
    return this.loader.load(request);
  }
}

import { Injectable } from '@nestjs/common';
import { FindAccountCancellations } from '../../cancellations/find-account-cancellations.js';
import { RevokeCancellation } from '../../cancellations/revoke-cancellation.js';
import { notFound } from '../../shared/domain-error.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { visitorOf } from '../session/visitor.js';
import { customer } from './declare-at-door.js';

/** Takes a customer's own cancellation back. */
@Injectable()
export class KeepSubscription {
  constructor(
    private readonly cancellations: FindAccountCancellations,
    private readonly revokeCancellation: RevokeCancellation,
  ) {}

  /**
   * Doing it twice is doing it once: a second click finds it taken back and changes nothing.
   * @throws DomainError `not_found`; `state_conflict` when it has taken effect meanwhile
   */
  async run(request: PortalRequest, id: string): Promise<void> {
    const { accountId } = visitorOf(request);
    const [cancellation] = await this.cancellations.run(accountId, { id });
    if (cancellation === undefined) throw notFound('cancellation');
    if (cancellation.state === 'revoked') return;
    await this.revokeCancellation.run(id, customer(accountId, request.id), null);
  }
}

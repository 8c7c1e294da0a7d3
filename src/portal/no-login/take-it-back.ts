import { Injectable } from '@nestjs/common';
import { customerActor } from '../../accounts/customer-actor.js';
import { RevokeCancellation } from '../../cancellations/revoke-cancellation.js';
import { isRefusal } from '../../shared/domain-error.js';
import { FindTakeBack } from './find-take-back.js';

/**
 * The owner of an account takes back what was cancelled without sign-in, by the link that went to the
 * account's own address. Doing it twice is safe: what cannot be taken back (any more) stays as it is.
 */
@Injectable()
export class TakeItBack {
  constructor(
    private readonly find: FindTakeBack,
    private readonly revoke: RevokeCancellation,
  ) {}

  /** @throws DomainError `not_found` for a link that was not made here, or was altered */
  async run(token: string, requestId: string): Promise<void> {
    const { id, accountId } = await this.find.run(token);
    try {
      await this.revoke.run(id, customerActor(accountId, requestId), null);
    } catch (error) {
      // Its page tells the state that forbids it.
      if (!isRefusal(error) || error.code !== 'state_conflict') throw error;
    }
  }
}

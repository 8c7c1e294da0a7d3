import { Injectable } from '@nestjs/common';
import { CancellationOptions } from '../../cancellations/cancellation-options.js';
import { FindAccountCancellations } from '../../cancellations/find-account-cancellations.js';
import { notFound } from '../../shared/domain-error.js';
import { FindAccountSubscriptions } from '../../subscriptions/find-account-subscriptions.js';
import type { SubscriptionView } from '../../subscriptions/subscription.view.js';
import type { Standing } from './cancel-area.js';

/** A subscription of an account, and what can be done about it now. */
@Injectable()
export class FindStanding {
  constructor(
    private readonly subscriptions: FindAccountSubscriptions,
    private readonly cancellations: FindAccountCancellations,
    private readonly options: CancellationOptions,
  ) {}

  /** @throws DomainError `not_found`, also for what belongs to another account */
  async run(accountId: string, id: string): Promise<Standing> {
    const subscription = await this.subscription(accountId, id);
    const [options, [latest]] = await Promise.all([
      this.options.run(subscription.id, null),
      this.cancellations.run(accountId, { subscriptionId: subscription.id }),
    ]);
    return { subscription, options, latest };
  }

  /** @throws DomainError `not_found`, also for what belongs to another account */
  async subscription(accountId: string, id: string): Promise<SubscriptionView> {
    const { data } = await this.subscriptions.run(accountId, { id });
    if (data[0] === undefined) throw notFound('subscription');
    return data[0];
  }
}

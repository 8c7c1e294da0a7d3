import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { processorsFor } from '../queue/worker-options.js';
import { ExpireSubscriptions } from '../subscriptions/expire-subscriptions.js';
import { RenewSubscriptions } from '../subscriptions/renew-subscriptions.js';
import { ChargeInvoices } from './charge-invoices.js';
import { LedgerGateway } from './ledger-gateway.js';
import { PayRefunds } from './pay-refunds.js';
import { PaymentGateway } from './payment-gateway.js';
import { RefundProcessor } from './refund.processor.js';
import { ReleaseRefund } from './release-refund.js';
import { RetryRefund } from './retry-refund.js';
import { SweepRefunds } from './sweep-refunds.js';

const useCases = [
  PayRefunds,
  SweepRefunds,
  ReleaseRefund,
  RetryRefund,
  ChargeInvoices,
  RenewSubscriptions,
  ExpireSubscriptions,
];

/** Money that comes in and goes back, and the terms of subscriptions that cause it. */
@Module({})
export class BillingModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: BillingModule,
      global: true,
      providers: [
        { provide: PaymentGateway, useClass: LedgerGateway },
        ...useCases,
        ...processorsFor(settings, [RefundProcessor]),
      ],
      exports: [PaymentGateway, ...useCases],
    };
  }
}

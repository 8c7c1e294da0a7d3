import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { ConsoleModule } from '../admin/console.module.js';
import { ApiModule } from './api/api.module.js';
import { BatchesModule } from './batches/batches.module.js';
import { BillingModule } from './billing/billing.module.js';
import { CancellationsModule } from './cancellations/cancellations.module.js';
import { ClockModule } from './clock.module.js';
import type { Secrets } from './config/secrets.js';
import type { Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { ormOptions } from './database/orm-options.js';
import { HealthModule } from './health/health.module.js';
import { HomeFiguresModule } from './home-figures/home-figures.module.js';
import { loggerOptions } from './logging.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PortalModule } from './portal/portal.module.js';
import { QueueModule } from './queue/queue.module.js';
import { ReceiptPagesModule } from './receipts/receipt-pages.module.js';
import { PlansModule } from './subscriptions/plans.module.js';
import { RunsModule } from './runs/runs.module.js';

/** Where a running application finds what it needs. */
export interface Surroundings {
  settings: Settings;
  secrets: Secrets;
  databaseUrl: string;
}

/** One process does everything by default; `ROLES` says what this one does. */
@Module({})
export class AppModule {
  static forRoot({ settings, secrets, databaseUrl }: Surroundings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        LoggerModule.forRoot(loggerOptions(settings)),
        SettingsModule.forRoot(settings, secrets),
        MikroOrmModule.forRoot({ ...ormOptions(databaseUrl), registerRequestContext: false }),
        QueueModule.forRoot(settings, databaseUrl),
        NotificationsModule.forRoot(settings),
        BillingModule.forRoot(settings),
        CancellationsModule.forRoot(settings),
        BatchesModule.forRoot(settings),
        RunsModule.forRoot(settings),
        HealthModule,
        HomeFiguresModule.forRoot(settings),
        ...(settings.has('api') ? [ApiModule] : []),
        ...(settings.has('portal') ? [ReceiptPagesModule, PortalModule] : []),
        ...(settings.has('console') ? [ConsoleModule] : []),
        ...(settings.has('console') ? [PlansModule] : []),
        ...(settings.has('worker') ? [ClockModule] : []),
      ],
    };
  }
}

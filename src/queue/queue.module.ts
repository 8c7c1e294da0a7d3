import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Settings } from '../config/settings.js';
import { JobHints } from './job-hints.js';
import { JobQueues } from './job-queues.js';
import { QUEUE_HEALTH, QueueHealth } from './queue-health.js';
import { queueBackend } from './choose-backend.js';
import { QueueBackend } from './queue-backend.js';
import { QueueLifecycle } from './queue-lifecycle.js';

@Module({})
class QueueBackendModule {}

/** The queues, for every feature: producers through JobHints, workers through `@Processor`. */
@Module({})
export class QueueModule {
  static forRoot(settings: Settings, databaseUrl: string): DynamicModule {
    const backend: DynamicModule = {
      module: QueueBackendModule,
      global: true,
      providers: [{ provide: QueueBackend, useFactory: () => queueBackend(settings, databaseUrl) }],
      exports: [QueueBackend],
    };
    return {
      module: QueueModule,
      global: true,
      imports: [
        backend,
        DiscoveryModule,
        BullModule.forRootAsync({
          inject: [QueueBackend],
          useFactory: (queues: QueueBackend) => ({ connection: queues.consumer }),
          // QueueLifecycle starts the workers, when the whole application is ready.
          extraOptions: { manualRegistration: true },
        }),
        // Without a queue of its own: a worker takes the connection of a registered queue, and
        // producers' connections fail fast, which is wrong for a worker. JobQueues makes them.
        BullModule.registerQueue(),
      ],
      providers: [
        JobQueues,
        JobHints,
        QueueHealth,
        { provide: QUEUE_HEALTH, useExisting: QueueHealth },
        QueueLifecycle,
      ],
      exports: [JobQueues, JobHints, QueueHealth, QUEUE_HEALTH],
    };
  }
}

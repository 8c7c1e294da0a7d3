import { Module } from '@nestjs/common';
import { CheckReadiness } from './check-readiness.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';

/** In every process, whatever its roles. Needs `Settings`, the ORM and the token `QueueHealth`. */
@Module({
  controllers: [HealthController],
  providers: [CheckReadiness, Metrics],
  exports: [Metrics],
})
export class HealthModule {}

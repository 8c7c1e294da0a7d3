import { Module } from '@nestjs/common';
import { OrderSupportModule } from '../src/order-support/order-support.module.js';
import { ApiKeysModule } from '../src/access/api-keys.module.js';
import { PoliciesModule } from '../src/policies/policies.module.js';
import { StaffModule } from '../src/staff/staff.module.js';
import { ConsoleAdmin } from './console-admin.js';
import { ConsoleController } from './console.controller.js';
import { QueueBoard } from './queues/queue-board.js';
import { QueuesController } from './queues/queues.controller.js';
import { ExportRecords } from './records/export-records.js';
import { RecordsController } from './records/records.controller.js';
import { RevealRecord } from './records/reveal-record.js';

/** The order-support staff's workplace: the role `console`. */
@Module({
  imports: [StaffModule, OrderSupportModule, ApiKeysModule, PoliciesModule],
  controllers: [QueuesController, RecordsController, ConsoleController],
  providers: [ConsoleAdmin, ExportRecords, RevealRecord, QueueBoard],
})
export class ConsoleModule {}

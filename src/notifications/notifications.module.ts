import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { processorsFor } from '../queue/worker-options.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { MailboxController } from './mailbox.controller.js';
import { NotificationProcessor } from './notification.processor.js';
import { SendNotifications } from './send-notifications.js';
import { SweepNotifications } from './sweep-notifications.js';
import { WriteMail } from './write-mail.js';

/** Outgoing mail, and in the demo the page that shows what was kept. */
@Module({})
export class NotificationsModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [ReceiptsModule],
      global: true,
      controllers: [MailboxController],
      providers: [
        WriteMail,
        SendNotifications,
        SweepNotifications,
        ...processorsFor(settings, [NotificationProcessor]),
      ],
      exports: [WriteMail, SendNotifications, SweepNotifications],
    };
  }
}

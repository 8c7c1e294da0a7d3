import { Module } from '@nestjs/common';
import { FindDevices } from '../accounts/find-devices.js';
import { CancellationTimeline } from '../cancellations/cancellation-timeline.js';
import { FindAccountCancellations } from '../cancellations/find-account-cancellations.js';
import { Quotes } from '../cancellations/quote.js';
import { ReadCancellation } from '../cancellations/read-cancellation.js';
import { WaitForDecision } from '../cancellations/wait-for-decision.js';
import { ReceiptAddresses } from '../receipts/receipt-addresses.js';
import { FindAccountSubscriptions } from '../subscriptions/find-account-subscriptions.js';
import { CancellingController } from './cancelling/cancelling.controller.js';
import { CancellingPages } from './cancelling/cancelling-pages.js';
import { DeclareAtDoor } from './cancelling/declare-at-door.js';
import { KeepSubscription } from './cancelling/keep-subscription.js';
import { DigitalLockerController } from './digital-locker/digital-locker.controller.js';
import { DigitalLockerPages } from './digital-locker/digital-locker-pages.js';
import { FrameModule } from './frame/frame.module.js';
import { HomeController } from './home/home.controller.js';
import { MyAccountController } from './my-account/my-account.controller.js';
import { MyAccountPages } from './my-account/my-account-pages.js';
import { NoLoginModule } from './no-login/no-login.module.js';
import { FindStanding } from './services/find-standing.js';
import { SignInModule } from './sign-in/sign-in.module.js';

/** The customers' doors: the role `portal`. */
@Module({
  imports: [FrameModule, SignInModule, NoLoginModule],
  controllers: [HomeController, DigitalLockerController, MyAccountController, CancellingController],
  providers: [
    FindDevices,
    FindAccountSubscriptions,
    FindAccountCancellations,
    ReceiptAddresses,
    FindStanding,
    ReadCancellation,
    CancellationTimeline,
    WaitForDecision,
    Quotes,
    DigitalLockerPages,
    MyAccountPages,
    CancellingPages,
    DeclareAtDoor,
    KeepSubscription,
  ],
})
export class PortalModule {}

import { Module } from '@nestjs/common';
import { LimitKeys } from '../../accounts/limits/limit-keys.js';
import { FindWithdrawable } from '../../cancellations/find-withdrawable.js';
import { ReceiptAddresses } from '../../receipts/receipt-addresses.js';
import { FrameModule } from '../frame/frame.module.js';
import { DeclarationLimits } from './declaration-limits.js';
import { DeclareWithoutSignIn } from './declare-without-sign-in.js';
import { FindChoices } from './find-choices.js';
import { FindTakeBack } from './find-take-back.js';
import { NoLoginController } from './no-login.controller.js';
import { NoLoginPages } from './no-login-pages.js';
import { TakeBackController } from './take-back.controller.js';
import { TakeItBack } from './take-it-back.js';
import { TakeStep } from './take-step.js';

/** Declaring without an account or a password, and the way for an owner to take such a thing back. */
@Module({
  imports: [FrameModule],
  controllers: [NoLoginController, TakeBackController],
  providers: [
    FindWithdrawable,
    FindChoices,
    ReceiptAddresses,
    LimitKeys,
    DeclarationLimits,
    DeclareWithoutSignIn,
    NoLoginPages,
    TakeStep,
    FindTakeBack,
    TakeItBack,
  ],
})
export class NoLoginModule {}

import { Module } from '@nestjs/common';
import { FindPasswordReset } from './find-password-reset.js';
import { KnownDevice } from './limits/known-device.js';
import { LimitKeys } from './limits/limit-keys.js';
import { ResetLimits } from './limits/reset-limits.js';
import { SignInLimits } from './limits/sign-in-limits.js';
import { RequestPasswordReset } from './request-password-reset.js';
import { ResetPassword } from './reset-password.js';
import { SignInByIdentity } from './sign-in-by-identity.js';
import { SignIn } from './sign-in.js';
import { SignOutEverywhere } from './sign-out-everywhere.js';

const useCases = [
  SignIn,
  SignInByIdentity,
  SignOutEverywhere,
  RequestPasswordReset,
  FindPasswordReset,
  ResetPassword,
];

/** Customers' accounts: who may sign in, and how a password is set. */
@Module({
  providers: [...useCases, LimitKeys, KnownDevice, SignInLimits, ResetLimits],
  exports: useCases,
})
export class AccountsModule {}

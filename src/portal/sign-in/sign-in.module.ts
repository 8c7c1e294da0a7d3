import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { FrameModule } from '../frame/frame.module.js';
import { IdentityProvider } from '../../web/identity-provider.js';
import { PasswordController } from './password.controller.js';
import { PasswordPages } from './password-pages.js';
import { ProviderPages } from './provider-pages.js';
import { SignInController } from './sign-in.controller.js';
import { SignInPages } from './sign-in-pages.js';
import { SignOutController } from './sign-out.controller.js';

/** Signing in and out at the customer's doors, and setting a password. */
@Module({
  imports: [FrameModule, AccountsModule],
  controllers: [SignInController, SignOutController, PasswordController],
  providers: [IdentityProvider, SignInPages, ProviderPages, PasswordPages],
})
export class SignInModule {}

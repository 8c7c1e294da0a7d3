import { Module } from '@nestjs/common';
import { LimitKeys } from '../accounts/limits/limit-keys.js';
import { IdentityProvider } from '../web/identity-provider.js';
import { ChangeStaffRole } from './members/change-staff-role.js';
import { CreateStaff } from './members/create-staff.js';
import { DisableStaff } from './members/disable-staff.js';
import { FindStaffLink } from './members/find-staff-link.js';
import { IssueStaffLink } from './members/issue-staff-link.js';
import { ListStaff } from './members/list-staff.js';
import { ManageStaff } from './members/manage-staff.js';
import { ResetStaffSecondFactor } from './members/reset-staff-second-factor.js';
import { SetPasswordByLink } from './members/set-password-by-link.js';
import { StaffController } from './members/staff.controller.js';
import { UnlockStaff } from './members/unlock-staff.js';
import { ChangeOwnPassword } from './own/change-own-password.js';
import { ChooseLanguage } from './own/choose-language.js';
import { ConfirmOwnPassword } from './own/confirm-own-password.js';
import { OwnSignIn } from './own/own-sign-in.js';
import { OwnSignInController } from './own/own-sign-in.controller.js';
import { EnrolPages } from './pages/enrol-pages.js';
import { ProviderPages } from './pages/provider-pages.js';
import { SetPasswordPages } from './pages/set-password-pages.js';
import { SignInAssetsController } from './pages/sign-in-assets.controller.js';
import { SignInPages } from './pages/sign-in-pages.js';
import { SignOutPages } from './pages/sign-out-pages.js';
import { StaffPages } from './pages/staff-pages.js';
import { StaffSignInController } from './pages/sign-in.controller.js';
import { ConfirmSecondFactor } from './second-factor/confirm-second-factor.js';
import { EnrolSecondFactor } from './second-factor/enrol-second-factor.js';
import { RemoveSecondFactor } from './second-factor/remove-second-factor.js';
import { RenewRecoveryCodes } from './second-factor/renew-recovery-codes.js';
import { TakeCode } from './second-factor/take-code.js';
import { EndStaffSession } from './session/end-staff-session.js';
import { ListStaffSessions } from './session/list-staff-sessions.js';
import { LoadStaff } from './session/load-staff.js';
import { StaffSession } from './session/staff-session.js';
import { CheckSecondFactor } from './sign-in/check-second-factor.js';
import { RecordSignIn } from './sign-in/record-sign-in.js';
import { SignInStaff } from './sign-in/sign-in-staff.js';
import { SignInStaffByIdentity } from './sign-in/sign-in-staff-by-identity.js';
import { StaffFailures } from './staff-failures.js';

const signIn = [
  LimitKeys,
  StaffFailures,
  RecordSignIn,
  SignInStaff,
  SignInStaffByIdentity,
  CheckSecondFactor,
  IdentityProvider,
];
const sessions = [StaffSession, LoadStaff, ListStaffSessions, EndStaffSession];
const secondFactor = [
  TakeCode,
  EnrolSecondFactor,
  ConfirmSecondFactor,
  RemoveSecondFactor,
  RenewRecoveryCodes,
];
const members = [
  ListStaff,
  CreateStaff,
  ChangeStaffRole,
  DisableStaff,
  UnlockStaff,
  IssueStaffLink,
  ResetStaffSecondFactor,
  FindStaffLink,
  SetPasswordByLink,
  ManageStaff,
];
const own = [ChooseLanguage, ConfirmOwnPassword, ChangeOwnPassword, OwnSignIn];
const pages = [StaffPages, SignInPages, ProviderPages, SetPasswordPages, EnrolPages, SignOutPages];

/** The staff of the console: who they are, how they sign in, and who may manage whom. */
@Module({
  controllers: [
    StaffSignInController,
    SignInAssetsController,
    OwnSignInController,
    StaffController,
  ],
  providers: [...signIn, ...sessions, ...secondFactor, ...members, ...own, ...pages],
})
export class StaffModule {}

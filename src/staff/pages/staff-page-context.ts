import type { ConsoleLanguage } from '../staff-request.js';
import type { SignInTexts } from './texts/sign-in-texts.js';

/** What a page of sign-in needs to know besides what it shows. */
export interface StaffPageContext {
  language: ConsoleLanguage;
  texts: SignInTexts;
  brand: string;
  /** Path and query of this page without the language: where links to other languages lead. */
  address: string;
  /** Whether somebody is signed in, at least by password, and may sign out. */
  signedIn: boolean;
}

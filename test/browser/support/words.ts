import { translator } from '../../../src/shared/locale/locale.js';
import type { Language } from './launch.js';

/** The words of the contract's "Customer doors", as they stand there. */
const contract = {
  signIn: 'Sign in',
  subscriptions: 'Subscriptions',
  actions: 'Actions',
  manage: 'Manage subscriptions',
  consumer: 'Consumer subscription services',
  view: 'View',
  update: 'Update/Cancel',
  cancel: 'Cancel',
  confirm: 'Confirm cancellation',
  keep: 'Keep my subscription',
  cancelHere: 'Cancel contracts here',
  withdrawHere: 'Withdraw from contract here',
  cancelNow: 'Cancel now',
  confirmWithdrawal: 'Confirm withdrawal',
};
export type Words = Readonly<typeof contract>;

const keys: Readonly<Record<keyof Words, string>> = {
  signIn: 'account:signIn.submit',
  subscriptions: 'portal:subscriptions.title',
  actions: 'portal:subscriptions.actions',
  manage: 'portal:manage.link',
  consumer: 'portal:manage.consumer',
  view: 'portal:manage.view',
  update: 'portal:manage.update',
  cancel: 'portal:cancel.button',
  confirm: 'portal:cancel.confirm',
  keep: 'portal:keep.button',
  cancelHere: 'legal:cancelFunction',
  withdrawHere: 'legal:withdrawFunction',
  cancelNow: 'legal:cancelNow',
  confirmWithdrawal: 'legal:confirmWithdrawal',
};

/** The same words in another language; in English those that others look for, letter by letter. */
export function wordsOf(language: Language): Words {
  if (language === 'en') return contract;
  const t = translator(language);
  return Object.fromEntries(
    Object.entries(keys).map(([name, key]) => [name, t(key)]),
  ) as unknown as Words;
}

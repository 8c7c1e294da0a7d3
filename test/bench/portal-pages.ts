/** What a visitor of the bench has, so that each page can be asked for. */
export interface VisitorAddresses {
  /** A subscription that can be cancelled and is not. */
  subscription: string;
  serviceTag: string;
  /** The confirmation of the one that is cancelled: an address in the Digital Locker. */
  confirmation: string;
  /** The page of its receipt. */
  receipt: string;
}

const locker = '/digital-locker/subscriptions';
const account = '/account/subscriptions';

/** Every page of the doors, by the name that the table shows. */
export const portalPages: Readonly<Record<string, (visitor: VisitorAddresses) => string>> = {
  home: () => '/',
  'sign-in': () => '/sign-in',
  'locker dashboard': () => '/digital-locker',
  'locker list': () => locker,
  'locker data': ({ subscription }) => `${locker}/${subscription}`,
  'locker details': ({ subscription, serviceTag }) =>
    `${locker}/${subscription}/devices/${serviceTag}`,
  'locker cancel': ({ subscription }) => `${locker}/${subscription}/cancel`,
  confirmation: ({ confirmation }) => confirmation,
  'account dashboard': () => '/account',
  'account subscriptions': () => account,
  'account manage': () => `${account}/manage`,
  'account list': () => `${account}/list`,
  'account data': ({ subscription }) => `${account}/${subscription}`,
  'account details': ({ subscription }) => `${account}/${subscription}/update`,
  'account cancel': ({ subscription }) => `${account}/${subscription}/cancel`,
  'cancel without sign-in': () => '/cancel',
  'withdraw without sign-in': () => '/withdraw',
  receipt: ({ receipt }) => receipt,
  'check a receipt': () => '/receipts/verify',
};

/** Pages for whoever is not signed in: a signed-in visitor is shown something else there. */
export const withoutSignIn: ReadonlySet<string> = new Set([
  'home',
  'sign-in',
  'cancel without sign-in',
  'withdraw without sign-in',
  'check a receipt',
]);

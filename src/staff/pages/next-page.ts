import { nextAddress } from '../../portal/session/next-address.js';

const CONSOLE = /^\/admin(?=[/?]|$)/;
/** Where nobody wants to come back to; and the API answers no page. */
const NEVER = /^\/admin\/(login|logout|set-password|second-factor|api|sign-in-assets)(?=[/?]|$)/;

/** Where to go after the sign-in: a page of the console, or null for everything else. */
export function nextPage(wished: unknown): string | null {
  const address = nextAddress(wished);
  return address !== null && CONSOLE.test(address) && !NEVER.test(address) ? address : null;
}

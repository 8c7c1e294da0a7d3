/** Pages whose address is itself the key to something. */
const SECRET = /^(\/(?:reset-password|take-back|receipts|admin\/set-password))\/.+/;

/** The path of an address as logs may show it: no query, and no link that opens something. */
export function loggedPath(address: string): string {
  return (address.split('?')[0] ?? '').replace(SECRET, '$1/…').replace(/[^\w/.…-]/g, '');
}

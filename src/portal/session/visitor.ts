/** Who is signed in at the customer's doors. Personal data: never logged, never audited. */
export interface Visitor {
  accountId: string;
  name: string;
  email: string;
  language: string;
  country: string;
  timeZone: string;
}

/**
 * The visitor of a request that `SignedInGuard` let through.
 * @throws Error when nobody is signed in: the guard is missing
 */
export function visitorOf(request: { visitor?: Visitor | null }): Visitor {
  if (!request.visitor) throw new Error('Nobody is signed in: this page needs the SignedInGuard.');
  return request.visitor;
}

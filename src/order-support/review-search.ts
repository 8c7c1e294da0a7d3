import { parseCancellationReference } from '../cancellations/cancellation-reference.js';

/** What a search text may mean; null where it cannot be that. One text can mean several. */
export interface SearchTerms {
  reference: string | null;
  /** Compared without regard to case. */
  email: string | null;
  /** A Service Tag or an order number, in capitals. */
  contract: string | null;
}

/** Reads what staff typed: a reference (with or without `CXL-`), an e-mail address, a contract's number. */
export function searchTerms(text: string): SearchTerms {
  const typed = text.trim();
  if (typed.includes('@')) return { reference: null, email: typed, contract: null };
  return {
    reference: parseCancellationReference(typed),
    email: null,
    contract: typed === '' ? null : typed.replaceAll(/\s/g, '').toUpperCase(),
  };
}

/**
 * The ids of all cancellations that a search means, whatever their state: each way by an index, or in
 * what waits unmatched.
 * @param places of the parameters; `typed` is the text as it stands, for order numbers keep their case
 */
export function foundIdsSql(places: Record<keyof SearchTerms | 'typed', string>): string {
  const { reference, email, contract, typed } = places;
  return `
    select x.id from cancellation x where x.reference = ${reference}::text
    union all
    select x.id from cancellation x
     where x.account_id = (select id from account where lower(email) = lower(${email}::text))
    union all
    select x.id from cancellation x
     where x.subscription_id in (select id from subscription
                                  where order_number in (${contract}::text, ${typed}::text)
                                 union all
                                 select sd.subscription_id from device v
                                   join subscription_device sd on sd.device_id = v.id
                                  where v.service_tag = ${contract}::text)
    union all
    select x.id from cancellation x join declaration d on d.id = x.id
     where x.waits_for_review and x.account_id is null
       and (lower(d.content -> 'declarant' ->> 'email') = lower(${email}::text)
         or upper(regexp_replace(d.content -> 'declarant' ->> 'contract', '\\s', '', 'g')) = ${contract}::text)`;
}

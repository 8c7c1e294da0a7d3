import { describe, expect, it } from '@jest/globals';
import { cancellationReference } from '../cancellations/cancellation-reference.js';
import { searchTerms } from './review-search.js';

const reference = cancellationReference(Buffer.from('key'), 7);

describe('a search', () => {
  it.each([reference, reference.slice(4), ` ${reference.toLowerCase()} `])(
    '%j means a reference, and may mean a contract',
    (text) => {
      expect(searchTerms(text)).toMatchObject({ reference, email: null });
    },
  );

  it('with an @ means an address alone', () => {
    expect(searchTerms(' Anna@Example.com ')).toEqual({
      ...{ reference: null, email: 'Anna@Example.com', contract: null },
    });
  });

  it('else means a Service Tag or an order number, in capitals and without blanks', () => {
    expect(searchTerms('4d 7kq2')).toEqual({ reference: null, email: null, contract: '4D7KQ2' });
  });

  it('of nothing means nothing', () => {
    expect(searchTerms('  ')).toEqual({ reference: null, email: null, contract: null });
  });
});

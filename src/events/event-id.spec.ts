import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validate, version } from 'uuid';
import { eventId, placeOf } from './event-id.js';

const places = fc.record({
  at: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  entry: fc.bigInt({ min: 1n, max: 2n ** 62n - 1n }).map(String),
});

describe('ids of events', () => {
  it('are UUIDv7, and name their place', () => {
    fc.assert(
      fc.property(places, (place) => {
        const id = eventId(place);
        expect([validate(id), version(id)]).toEqual([true, 7]);
        expect(placeOf(id)).toEqual(place);
      }),
    );
  });

  it('sort as the log does', () => {
    const order = [
      { at: 5, entry: '9' },
      { at: 5, entry: '10' },
      { at: 6, entry: '1' },
    ].map(eventId);
    expect(order.toSorted()).toEqual(order);
  });

  it('of others name no place', () => {
    expect(placeOf('01890a5d-ac96-774b-bcce-b302099a8057')).toBeNull();
    expect(placeOf('00000000-0000-4000-8000-000000000001')).toBeNull();
  });
});

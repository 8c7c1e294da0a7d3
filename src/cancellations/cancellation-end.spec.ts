import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { withdrawalDeadline } from './cancellation-end.js';
import type { CancellationFacts } from './cancellation-facts.js';
import { defaultPolicyDocument } from './policy-document.js';

const zones = ['Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

describe('the withdrawal period', () => {
  it('ends with its last calendar day at the account, also where the clock changes', () => {
    const instants = fc.date({
      min: new Date('2015-01-01'),
      max: new Date('2035-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...zones),
        fc.nat({ max: 60 }),
        (at, timeZone, days) => {
          const facts = {
            account: { country: 'PL', timeZone },
            subscription: { startedAt: at.toISOString() },
          } as CancellationFacts;
          const policy = { ...defaultPolicyDocument, withdrawal: { days, byCountry: {} } };
          const last = DateTime.fromJSDate(at, { zone: timeZone }).plus({ days }).endOf('day');
          expect(withdrawalDeadline(facts, policy)).toBe(last.toJSDate().toISOString());
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

import { DateTime } from 'luxon';
import { ianaZone } from '../shared/time-zone.js';

/**
 * The wished end of a declaration without sign-in, once its account is known: a day was wished, and it
 * was taken to end in UTC while nobody knew where the customer lives. It ends there.
 */
export function wishedDayIn(wishedEnd: string, timeZone: string): string {
  return DateTime.fromISO(new Date(wishedEnd).toISOString(), { zone: 'utc' })
    .setZone(ianaZone(timeZone), { keepLocalTime: true })
    .toJSDate()
    .toISOString();
}

import { isUuid } from '../shared/ids.js';

const TIME_DIGITS = 12;
/** Below the version and above the variant nothing is random: the entry's number fills what is left. */
const NUMBER_BITS = 62n;
const VARIANT = 0b10n << NUMBER_BITS;

/** Where an event stands in the log: first by its time, then by the number of its entry. */
export interface EventPlace {
  /** Milliseconds since 1970. */
  at: number;
  /** Of the entry in the audit log, as text: a bigint. */
  entry: string;
}

/**
 * The id of an event: a UUIDv7 that is made of its place alone, so that the same event has the same
 * id wherever and whenever it is told.
 */
export function eventId({ at, entry }: EventPlace): string {
  const time = at.toString(16).padStart(TIME_DIGITS, '0');
  const number = (VARIANT | BigInt(entry)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-${number.slice(0, 4)}-${number.slice(4)}`;
}

/** The place that an id of ours names; null for any other UUID. */
export function placeOf(id: string): EventPlace | null {
  if (!isUuid(id)) return null;
  const digits = id.replaceAll('-', '').toLowerCase();
  const number = BigInt(`0x${digits.slice(16)}`) ^ VARIANT;
  const place = { at: Number(`0x${digits.slice(0, TIME_DIGITS)}`), entry: number.toString() };
  return number >> NUMBER_BITS === 0n && eventId(place) === id.toLowerCase() ? place : null;
}

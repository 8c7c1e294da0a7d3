import { IANAZone } from 'luxon';

const DAY_MS = 86_400_000;
/** Ten years of days and more for a zone. */
const MOST_DAYS = 20_000;

/**
 * Remembers offsets by days of UTC, for asking Intl is what costs in everything that luxon computes.
 * A day with a change of the clock has another offset at its end than at its beginning: on those
 * (and no zone ever changed twice in a day) Intl is asked for the instant itself.
 */
class RememberingZone extends IANAZone {
  /** Null: the clock changes on that day. */
  private readonly days = new Map<number, number | null>();

  override offset(ms: number): number {
    const day = Math.floor(ms / DAY_MS);
    let offset = this.days.get(day);
    if (offset === undefined) {
      offset = super.offset(day * DAY_MS);
      if (offset !== super.offset((day + 1) * DAY_MS)) offset = null;
      if (this.days.size >= MOST_DAYS) this.days.clear();
      this.days.set(day, offset);
    }
    return offset ?? super.offset(ms);
  }
}

const zones = new Map<string, RememberingZone>();

/** The zone of that name; check `isValid`. */
export function ianaZone(name: string): IANAZone {
  const known = zones.get(name);
  if (known) return known;
  const zone = new RememberingZone(name);
  if (zone.isValid) zones.set(name, zone);
  return zone;
}

/** How far a piece of work has come, and between which instants. */
export interface Stretch {
  done: number;
  of: number;
  since: Date;
  until: Date;
}

export interface Pace {
  /** To one decimal; null while nothing is known. */
  perSecond: number | null;
  secondsLeft: number | null;
}

/** How fast it went, and how long the rest takes if it goes on like that. */
export function paceOf({ done, of, since, until }: Stretch): Pace {
  const seconds = (until.getTime() - since.getTime()) / 1000;
  if (done === 0 || seconds <= 0) return { perSecond: null, secondsLeft: done === of ? 0 : null };
  const rate = done / seconds;
  return { perSecond: Math.round(rate * 10) / 10, secondsLeft: Math.ceil((of - done) / rate) };
}

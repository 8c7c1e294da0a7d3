import { Clock } from '../../src/shared/clock.js';

/** Stands still until it is told otherwise. */
export class TestClock extends Clock {
  constructor(private instant: Date = new Date('2026-06-10T09:30:00Z')) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }

  set(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }): void {
    const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
    this.instant = new Date(this.instant.getTime() + ms);
  }
}

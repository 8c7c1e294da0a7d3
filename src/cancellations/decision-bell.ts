import { Injectable } from '@nestjs/common';

type Listener = (ids: readonly string[]) => void;

/**
 * Tells those who wait in this process that cancellations were decided here, after the commit. A hint
 * that spares the wait for the next look at the rows; with the worker elsewhere it never rings.
 */
@Injectable()
export class DecisionBell {
  private readonly listeners = new Set<Listener>();

  ring(ids: readonly string[]): void {
    for (const listener of this.listeners) listener(ids);
  }

  onRing(listener: Listener): void {
    this.listeners.add(listener);
  }
}

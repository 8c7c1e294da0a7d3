import type { ConnectionOptions } from 'bullmq';

/** The connections that the queues of this process share, whatever they lie on. */
export abstract class QueueBackend {
  abstract readonly name: 'Redis' | 'PostgreSQL';
  /** For producers: fails fast. */
  abstract readonly producer: ConnectionOptions;
  /** For workers: waits and recovers. */
  abstract readonly consumer: ConnectionOptions;
  /** Connects, or goes on trying after a second; never throws: the process starts without its queue. */
  abstract open(): Promise<void>;
  /** @throws when nothing can be sent now; cheap, nothing is asked of the server */
  abstract assertReachable(): void;
  /** Resolves when the server answers; the caller sets the limit. */
  abstract ping(): Promise<void>;
  /** Cuts the workers' connections, so that closing them ends although the server is silent. */
  abstract abandonWorkers(): void;
  abstract close(): Promise<void>;
}

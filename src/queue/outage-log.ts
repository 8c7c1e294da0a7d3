import { Logger } from '@nestjs/common';

/** Two lines per outage, however often it is met: one when it begins, one when it is over. */
export class OutageLog {
  private down = false;
  private closed = false;

  constructor(
    private readonly logger: Logger,
    private readonly what: string,
  ) {}

  failed(error: unknown): void {
    if (this.down) return;
    this.down = true;
    this.logger.warn(`${this.what} cannot be reached: ${reasonOf(error)}`);
  }

  /** After the work is done a connection that breaks is no outage. */
  close(): void {
    this.down = true;
    this.closed = true;
  }

  recovered(): void {
    if (!this.down || this.closed) return;
    this.down = false;
    this.logger.log(`${this.what} can be reached again`);
  }
}

/** An AggregateError, which a refused connection to `localhost` is, has an empty message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

import { Injectable } from '@nestjs/common';

/** The only source of the present instant outside the pure core; tests set their own. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}

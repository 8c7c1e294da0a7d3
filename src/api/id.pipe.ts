import { Injectable, type PipeTransform } from '@nestjs/common';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';

/** An id in an address: what cannot be one is the address of nothing, so 404 and not 422. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound('thing');
    return value.toLowerCase();
  }
}

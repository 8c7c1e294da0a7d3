import { Injectable, type PipeTransform } from '@nestjs/common';
import { notFound } from '../shared/domain-error.js';

/** A version in an address: what cannot be one is the address of nothing, so 404 and not 422. */
@Injectable()
export class VersionPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw notFound('version of the policy');
    return Number(value);
  }
}

import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { DomainError, invalid } from '../shared/domain-error.js';
import { toFieldErrors } from './validation-errors.js';

/** Checks bodies and queries against their class: unknown keys are refused, not ignored. */
@Injectable()
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => invalid(toFieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom' || metadata.type === 'param') return value;
    const given: unknown = value === undefined ? {} : value;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      const message = 'The body must be a JSON object.';
      throw new DomainError('invalid', 'invalid_input', message, {
        errors: [{ pointer: '', code: 'wrong_type', message }],
      });
    }
    return super.transform({ ...given }, metadata) as Promise<unknown>;
  }
}

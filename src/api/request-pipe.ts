import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { DomainError, invalid, type FieldError } from '../shared/domain-error.js';
import { EmptyBody } from './empty-body.js';
import { jsonFaults, pointerStep } from './json-faults.js';
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
    const named = { ...given };
    // Bodies were looked through where they were read.
    const faults = metadata.type === 'query' ? (jsonFaults(named) ?? []) : [];
    const unknown = metadata.metatype === EmptyBody ? unknownKeys(named) : [];
    if (faults.length + unknown.length > 0) throw invalid([...faults, ...unknown]);
    // class-validator takes a class without any rule for a mistake.
    if (metadata.metatype === EmptyBody) return new EmptyBody();
    return super.transform(named, metadata) as Promise<unknown>;
  }
}

function unknownKeys(given: object): FieldError[] {
  return Object.keys(given).map((key) => ({
    pointer: pointerStep(key),
    code: 'unknown_key',
    message: `${key} is not known here.`,
  }));
}

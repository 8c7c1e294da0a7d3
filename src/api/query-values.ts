import { Transform } from 'class-transformer';

/** Reads digits as a number, as an address carries them; what is none stays, for the check to refuse. */
export const WholeNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  );

/** Reads `true` and `false`, as an address carries them; what is neither stays, for the check to refuse. */
export const YesOrNo = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    value === 'true' ? true : value === 'false' ? false : value,
  );

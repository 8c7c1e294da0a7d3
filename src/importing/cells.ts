/** One line is wrong; the file goes on. */
export class CellError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Reads the cells of one line, each by what its column holds; CSV gives text, NDJSON typed values. */
export class Cells {
  constructor(private readonly cells: Readonly<Record<string, unknown>>) {}

  /** The text, trimmed; null when the cell is empty or not there. */
  optional(name: string): string | null {
    const value = this.cells[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new CellError('wrong_type', `${name} must be a text, a number or a boolean.`);
    }
    const text = String(value).trim();
    if (text === '') return null;
    if (text.length > 500)
      throw new CellError('too_long', `${name} is longer than 500 characters.`);
    // PostgreSQL keeps no NUL, and nobody means a control character here.
    if (/\p{Cc}/u.test(text)) {
      throw new CellError('control_character', `${name} holds a control character.`);
    }
    return text;
  }

  text(name: string): string {
    const text = this.optional(name);
    if (text === null) throw new CellError('required', `${name} is required.`);
    return text;
  }

  matching(name: string, pattern: RegExp, what: string, text: string = this.text(name)): string {
    if (!pattern.test(text))
      throw new CellError(`invalid_${snake(name)}`, `${name} must be ${what}.`);
    return text;
  }

  oneOf<T extends string>(name: string, values: readonly T[], fallback?: T): T {
    const text = fallback === undefined ? this.text(name) : (this.optional(name) ?? fallback);
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new CellError(`invalid_${snake(name)}`, `${name} must be one of ${values.join(', ')}.`);
  }

  integer(name: string, min: number, max: number, fallback?: number): number {
    const text = fallback === undefined ? this.text(name) : this.optional(name);
    if (text === null) return fallback ?? min;
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new CellError(
      `invalid_${snake(name)}`,
      `${name} must be a whole number from ${min} to ${max}.`,
    );
  }

  boolean(name: string, fallback?: boolean): boolean {
    const text = fallback === undefined ? this.text(name) : this.optional(name);
    if (text === null) return fallback ?? false;
    const lower = text.toLowerCase();
    if (['true', 'yes', '1'].includes(lower)) return true;
    if (['false', 'no', '0'].includes(lower)) return false;
    throw new CellError(`invalid_${snake(name)}`, `${name} must be true or false.`);
  }

  /** An RFC 3339 instant, or a date, which is midnight in UTC. */
  instant(name: string): Date {
    return toInstant(name, this.text(name));
  }

  optionalInstant(name: string): Date | null {
    const text = this.optional(name);
    return text === null ? null : toInstant(name, text);
  }

  /** Several words in one cell, separated by spaces, `|` or commas; in NDJSON an array too. */
  words(name: string): string[] {
    const value = this.cells[name];
    const text = Array.isArray(value) ? value.map(String).join(' ') : (this.optional(name) ?? '');
    return [...new Set(text.split(/[\s|,]+/).filter((word) => word !== ''))];
  }
}

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

function toInstant(name: string, text: string): Date {
  const parts = INSTANT.exec(text);
  const date = new Date(parts ? text.toUpperCase().replace(' ', 'T') : NaN);
  const [year, month, day] = (parts ?? []).slice(1).map(Number);
  const lastDay = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate();
  // JavaScript reads 2026-02-30T00:00Z as the second of March.
  if (Number.isNaN(date.getTime()) || (day ?? 0) > lastDay || (year ?? 0) < 1970) {
    throw new CellError(
      `invalid_${snake(name)}`,
      `${name} must be a date (2026-01-31) or an instant (2026-01-31T09:30:00Z).`,
    );
  }
  return date;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

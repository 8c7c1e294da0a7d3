import {
  cancellationKinds,
  effectives,
  type CancellationKind,
  type Effective,
} from '../cancellations/cancellation-facts.js';
import { parseInstant } from '../cancellations/parse-instant.js';
import { reasonCodes, type ReasonCode } from '../cancellations/cancellation.entity.js';
import type { ImportRecord } from '../importing/read-records.js';
import { isUuid } from '../shared/ids.js';

/** What a right line asks for; which subscription it names is found afterwards. */
export interface LineRequest {
  subscriptionId: string | null;
  serviceTag: string | null;
  planCode: string | null;
  reasonCode: ReasonCode;
  kind: CancellationKind;
  effective: Effective | null;
  wishedEnd: Date | null;
  ground: string | null;
  comment: string | null;
}

/** A line of the file: what it asks for, or the codes of all that is wrong with it. */
export interface BatchLine {
  line: number;
  externalRef: string | null;
  request: LineRequest | null;
  codes: string[];
}

const SERVICE_TAG = /^[A-Z0-9]{5,7}$/;
const PLAN_CODE = /^[a-z][a-z0-9_]{1,62}$/;
/** As the API has them. */
const LONGEST = { ground: 2000, comment: 2000, externalRef: 255 } as const;

/** Reads one record; every fault becomes a code that names its column, e.g. `invalid_reason_code`. */
export function parseBatchLine({ line, cells, error }: ImportRecord): BatchLine {
  if (error !== undefined) return { line, externalRef: null, request: null, codes: [error.code] };
  const codes: string[] = [];
  const reader = new LineCells(cells, codes);
  const externalRef = reader.text('externalRef', LONGEST.externalRef);
  const request = readRequest(reader);
  return { line, externalRef, request: codes.length > 0 ? null : request, codes };
}

function readRequest(cells: LineCells): LineRequest {
  const target = readTarget(cells);
  const kind = cells.oneOf('kind', cancellationKinds) ?? 'ordinary';
  const reasonCode = cells.oneOf('reasonCode', reasonCodes);
  if (reasonCode === null) cells.missing('reasonCode');
  const ground = cells.text('ground', LONGEST.ground);
  if (kind === 'extraordinary' && ground === null) cells.missing('ground');
  return {
    ...target,
    reasonCode: reasonCode ?? 'other',
    kind,
    effective: cells.oneOf('effective', effectives),
    wishedEnd: cells.instant('wishedEnd'),
    ground,
    comment: cells.text('comment', LONGEST.comment),
  };
}

function readTarget(
  cells: LineCells,
): Pick<LineRequest, 'subscriptionId' | 'serviceTag' | 'planCode'> {
  const subscriptionId = cells.checked('subscriptionId', isUuid)?.toLowerCase() ?? null;
  const serviceTag = cells.checked('serviceTag', (text) => SERVICE_TAG.test(text.toUpperCase()));
  const planCode = cells.checked('planCode', (text) => PLAN_CODE.test(text));
  if (!cells.has('subscriptionId')) {
    if (!cells.has('serviceTag') && !cells.has('planCode')) cells.missing('subscriptionId');
    else if (!cells.has('serviceTag')) cells.missing('serviceTag');
    else if (!cells.has('planCode')) cells.missing('planCode');
  }
  return { subscriptionId, serviceTag: serviceTag?.toUpperCase() ?? null, planCode };
}

/** Reads the cells of one line and notes what is wrong with them; a fault is noted once a column. */
class LineCells {
  constructor(
    private readonly cells: Readonly<Record<string, unknown>>,
    private readonly codes: string[],
  ) {}

  has(name: string): boolean {
    const value = this.cells[name];
    return value !== undefined && value !== null && String(value).trim() !== '';
  }

  missing(name: string): void {
    const noted = this.codes.some((code) => code.endsWith(`_${snake(name)}`));
    if (!noted) this.codes.push(`missing_${snake(name)}`);
  }

  /** The text, trimmed, of at most `longest` UTF-16 units; null when there is none or it is noted. */
  text(name: string, longest: number): string | null {
    const value = this.cells[name];
    if (!this.has(name)) return null;
    const typed = typeof value === 'string' || typeof value === 'number';
    const text = typed ? String(value).trim() : '';
    // PostgreSQL keeps no NUL and no half of a surrogate pair.
    if (text === '' || text.includes('\0') || !text.isWellFormed())
      return this.fault('invalid', name);
    return text.length > longest ? this.fault('too_long', name) : text;
  }

  checked(name: string, isRight: (text: string) => boolean): string | null {
    const text = this.text(name, 100);
    return text === null || isRight(text) ? text : this.fault('invalid', name);
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | null {
    const text = this.checked(name, (given) => (values as readonly string[]).includes(given));
    return text as T | null;
  }

  instant(name: string): Date | null {
    const text = this.checked(name, (given) => parseInstant(given) !== null);
    return text === null ? null : parseInstant(text);
  }

  private fault(kind: string, name: string): null {
    this.codes.push(`${kind}_${snake(name)}`);
    return null;
  }
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

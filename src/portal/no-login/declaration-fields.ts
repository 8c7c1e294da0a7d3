import { isEmail } from 'class-validator';
import { DateTime } from 'luxon';
import type { Declarant } from '../../cancellations/cancellation-request.js';
import { isUuid } from '../../shared/ids.js';

/** The two functions of this door. */
export type NoLoginFunction = 'cancel' | 'withdraw';

/**
 * The fields of a declaration, as typed. A court took the list for cancelling as the most that may be
 * asked (German Civil Code, section 312k); withdrawing asks for the first three alone.
 */
export interface TypedFields {
  name?: string;
  email?: string;
  contract?: string;
  kind?: string;
  ground?: string;
  /** A day, `2027-03-14`. */
  wishedEnd?: string;
  /** Made with the page: the same form sent twice is one declaration. */
  submission?: string;
}

/** What can be wrong with a field; texts are `no-login:wrong.<code>`. */
export type FieldFault =
  | 'name_missing'
  | 'name_odd'
  | 'email_missing'
  | 'email_odd'
  | 'contract_missing'
  | 'contract_odd'
  | 'ground_missing'
  | 'too_long'
  | 'no_date'
  | 'past';
export type FieldFaults = Partial<Record<keyof TypedFields, FieldFault>>;

/** A declaration that can be handed in. */
export interface NoLoginDeclaration {
  declarant: Pick<Declarant, 'name' | 'email' | 'contract'>;
  kind: 'ordinary' | 'extraordinary' | 'withdrawal';
  ground: string | null;
  wishedEnd: Date | null;
  submissionKey: string | null;
}

/** Characters that a field takes; the address by RFC 5321. */
export const longest = { name: 100, email: 254, contract: 64, ground: 2_000 } as const;
const MOST_YEARS = 10;

/**
 * Reads a declaration from what a form sent. Pure: nothing is compared with any contract, so what is
 * wrong with a field never tells whether there is one. A name is refused that could only be a link:
 * it is repeated in a mail to an address that anybody can type.
 */
export function readDeclarationFields(
  typed: TypedFields,
  asked: NoLoginFunction,
  now: Date,
): { declaration: NoLoginDeclaration; faults: FieldFaults } {
  const name = oneLine(typed.name);
  const email = oneLine(typed.email);
  const contract = oneLine(typed.contract);
  const extraordinary = asked === 'cancel' && typed.kind === 'extraordinary';
  const ground = extraordinary ? severalLines(typed.ground) : '';
  const wished = asked === 'cancel' ? readDay(typed.wishedEnd, now) : null;
  const found: Record<string, FieldFault | null> = {
    name: faultOf(name, 'name', isName),
    email: faultOf(email, 'email', isAddress),
    contract: faultOf(contract, 'contract', isContract),
    ground: groundFault(ground, extraordinary),
    wishedEnd: typeof wished === 'string' ? wished : null,
  };
  const submission = typed.submission ?? '';
  return {
    declaration: {
      declarant: { name, email, contract },
      kind: asked === 'withdraw' ? 'withdrawal' : extraordinary ? 'extraordinary' : 'ordinary',
      ground: extraordinary ? ground : null,
      wishedEnd: typeof wished === 'string' ? null : wished,
      submissionKey: isUuid(submission) ? submission : null,
    },
    faults: Object.fromEntries(
      Object.entries(found).filter(([, fault]) => fault !== null),
    ) as FieldFaults,
  };
}

function oneLine(typed: string | undefined): string {
  return severalLines(typed).replace(/\s+/gu, ' ');
}

/** Without what no keyboard types: broken characters, and controls besides the end of a line. */
function severalLines(typed: string | undefined): string {
  return (typed ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

function faultOf(
  value: string,
  field: 'name' | 'email' | 'contract',
  fits: (value: string) => boolean,
): FieldFault | null {
  if (value === '') return `${field}_missing`;
  if (value.length > longest[field]) return 'too_long';
  return fits(value) ? null : `${field}_odd`;
}

function isName(value: string): boolean {
  return /\p{L}/u.test(value) && !/[@<>]|:\/\/|www\./i.test(value);
}

/** One address; what a mail server would read as two, or as more than an address, is none. */
function isAddress(value: string): boolean {
  return isEmail(value) && /^[^\s@,;:<>()[\]"\\]+@[^\s@,;:<>()[\]"\\]+$/.test(value);
}

function isContract(value: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/#-]*$/u.test(value) && !/www\./i.test(value);
}

function groundFault(ground: string, required: boolean): FieldFault | null {
  if (required && ground === '') return 'ground_missing';
  return ground.length > longest.ground ? 'too_long' : null;
}

/**
 * The end of the wished day; null for as early as possible. Nobody knows yet where the customer
 * lives: it is the end in UTC until an account is matched, and today is still today somewhere.
 */
function readDay(typed: string | undefined, now: Date): Date | null | 'no_date' | 'past' {
  const text = typed?.trim() ?? '';
  if (text === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'no_date';
  const day = DateTime.fromISO(text, { zone: 'utc' });
  if (!day.isValid) return 'no_date';
  const end = day.endOf('day');
  const today = DateTime.fromJSDate(now, { zone: 'utc' });
  if (end < today.minus({ hours: 12 })) return 'past';
  return end > today.plus({ years: MOST_YEARS }) ? 'no_date' : end.toJSDate();
}

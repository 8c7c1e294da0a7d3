import type { FieldError } from '../shared/domain-error.js';

/** Deeper than any body of ours; what is deeper only means to exhaust a stack. */
export const MAX_DEPTH = 32;
/** Keys that mean something to JavaScript objects: they vanish on the way and would go unreported. */
const spellbound = new Set(['__proto__', 'constructor', 'prototype']);

/** One step of a JSON pointer (RFC 6901). */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Why a text cannot be stored, or null: PostgreSQL takes no NUL and no half of a surrogate pair. */
export function textFault(text: string): string | null {
  return text.includes('\0') || !text.isWellFormed()
    ? 'The text holds a character that is none (NUL or half a surrogate pair).'
    : null;
}

/**
 * Faults of a parsed JSON value that no schema sees. Walks without recursion, since the depth is the
 * sender's choice; null stands for a value that is nested too deeply to be looked at.
 */
export function jsonFaults(root: unknown): FieldError[] | null {
  const faults: FieldError[] = [];
  const stack: { value: unknown; pointer: string; depth: number }[] = [
    { value: root, pointer: '', depth: 0 },
  ];
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { value, pointer, depth } = at;
    if (depth > MAX_DEPTH) return null;
    const message = typeof value === 'string' ? textFault(value) : null;
    if (message !== null) faults.push({ pointer, code: 'invalid_text', message });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      const below = pointer + pointerStep(key);
      if (spellbound.has(key)) {
        faults.push({ pointer: below, code: 'unknown_key', message: `${key} is not known here.` });
      } else {
        stack.push({ value: child, pointer: below, depth: depth + 1 });
      }
    }
  }
  return faults;
}

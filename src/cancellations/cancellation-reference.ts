import { hash } from 'node:crypto';
import { CROCKFORD, checkSymbol, normaliseSymbols } from '../shared/crockford.js';

const HALF_BITS = 18;
const HALF_MASK = (1 << HALF_BITS) - 1;
const LIMIT = 2 ** 35;
const ROUNDS = 4;

type Round = (index: number, half: number) => number;

/** By key: there is one in an application. */
const rounds = new WeakMap<Uint8Array, Round>();

/** Bytes of a block of SHA-256, to which HMAC fills its key. */
const BLOCK = 64;
const DIGEST = 32;
/** Round and half as text, e.g. `3:262143`. */
const LONGEST_MESSAGE = 8;

/**
 * The round function: HMAC-SHA-256 of round and half, whose first 18 bits count. Written out (RFC 2104)
 * over the one-shot hash into blocks that are made once: a reference needs four, a batch 100,000 references,
 * and an Hmac object or a new buffer for each costs several times the hash.
 */
function roundOf(key: Uint8Array): Round {
  const known = rounds.get(key);
  if (known !== undefined) return known;
  const padded = Buffer.alloc(BLOCK);
  padded.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key);
  const inner = Buffer.alloc(BLOCK + LONGEST_MESSAGE);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  inner.set(padded.map((byte) => byte ^ 0x36));
  outer.set(padded.map((byte) => byte ^ 0x5c));
  const innerOf = Array.from({ length: LONGEST_MESSAGE + 1 }, (_, length) =>
    inner.subarray(0, BLOCK + length),
  );
  const round: Round = (index, half) => {
    const length = inner.write(`${index}:${half}`, BLOCK, 'latin1');
    outer.write(hash('sha256', innerOf[length] ?? inner, 'binary'), BLOCK, 'latin1');
    return Number.parseInt(hash('sha256', outer, 'hex').slice(0, 8), 16) & HALF_MASK;
  };
  rounds.set(key, round);
  return round;
}

/** One pass of a balanced Feistel network over 36 bits: a permutation whatever the round function. */
function permute36(round: Round, value: number): number {
  let left = Math.floor(value / 2 ** HALF_BITS);
  let right = value % 2 ** HALF_BITS;
  for (let i = 0; i < ROUNDS; i++) {
    const mixed = left ^ round(i, right);
    left = right;
    right = mixed;
  }
  return left * 2 ** HALF_BITS + right;
}

/**
 * The reference of the n-th cancellation: `CXL-` and eight symbols, the last a check symbol.
 * A keyed permutation of 0 … 2^35-1 (cycle walking over 36 bits), so references are unique by
 * construction and a neighbour cannot be guessed from one. Source: contract, "API".
 * @throws RangeError when n is not an integer in 0 … 2^35-1
 */
export function cancellationReference(key: Uint8Array, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0 || n >= LIMIT) {
    throw new RangeError(`A reference number must be an integer from 0 to 2^35-1, not ${n}.`);
  }
  const round = roundOf(key);
  let value = permute36(round, n);
  while (value >= LIMIT) value = permute36(round, value);
  let symbols = '';
  for (let i = 0; i < 7; i++) {
    symbols = CROCKFORD.charAt(value % 32) + symbols;
    value = Math.floor(value / 32);
  }
  return `CXL-${symbols}${checkSymbol(symbols)}`;
}

/** The reference as stored, from what a person typed; null when it cannot be one (check included). */
export function parseCancellationReference(text: string): string | null {
  const symbols = normaliseSymbols(text.replace(/^\s*cxl-?/i, ''));
  if (symbols.length !== 8 || [...symbols].some((s) => !CROCKFORD.includes(s))) return null;
  return checkSymbol(symbols.slice(0, 7)) === symbols[7] ? `CXL-${symbols}` : null;
}

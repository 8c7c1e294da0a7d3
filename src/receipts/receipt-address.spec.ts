import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readReceiptKey, receiptAddress, uuidBytes } from './receipt-address.js';

const ids = fc.tuple(fc.uuid(), fc.uuid());
const keyOf = (id: string, secret: string): string =>
  receiptAddress(id, secret).slice('/receipts/'.length);

describe('the address of a receipt', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(ids, ([id, secret]) => {
        const key = keyOf(id, secret);
        expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(readReceiptKey(key)).toEqual({ declarationId: id, secret: uuidBytes(secret) });
      }),
    );
  });

  it('is one address, not several that mean the same', () => {
    const key = keyOf(
      '019ead1f-0000-7000-8000-000000000001',
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
    );
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const read = [...alphabet].filter((last) => readReceiptKey(key.slice(0, -1) + last) !== null);
    expect(read).toHaveLength(16);
    expect(read).toContain(key.at(-1));
  });

  it.each(['', 'verify', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`, '../'.repeat(15)])(
    'refuses %j',
    (key) => {
      expect(readReceiptKey(key)).toBeNull();
    },
  );

  it('is made of ids alone', () => {
    expect(() => receiptAddress('1', '019ead1f-0000-7000-8000-000000000001')).toThrow(RangeError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { receiptPdf } from './pdf/receipt-pdf.js';
import { receiptText, repeatedFacts } from './receipt-content.js';
import { isSignedBy, publicJwk, receiptKey, receiptKeyId } from './receipt-key.js';
import { receiptSheet } from './receipt-sheet.js';
import { completed } from './receipt.fixture.js';
import { jsonFile, readSignedFile, signPdf } from './signed-file.js';

const key = receiptKey('a signing key of at least thirty-two characters');
const content = receiptText(completed);
const json = Buffer.from(jsonFile(content, key.keyId, key.sign(Buffer.from(content))));
const pdf = signPdf(
  await receiptPdf(receiptSheet(completed, key.keyId, 'pl')),
  repeatedFacts(completed),
  key,
);

/** As VerifyReceipt does it, with one key known. */
function isGenuine(file: Buffer): boolean {
  const read = readSignedFile(file);
  return (
    read !== null &&
    read.keyId === key.keyId &&
    isSignedBy(key.publicKey, read.signed, read.signature)
  );
}

function flipped(file: Buffer, at: number, bit: number): Buffer {
  const copy = Buffer.from(file);
  copy[at] = (copy[at] as number) ^ (1 << bit);
  return copy;
}

describe('a signed receipt', () => {
  it('is genuine as it was made', () => {
    expect(isGenuine(json)).toBe(true);
    expect(isGenuine(pdf)).toBe(true);
    expect(readSignedFile(json)).toMatchObject({
      format: 'json',
      keyId: key.keyId,
      facts: content,
    });
    expect(JSON.parse(readSignedFile(pdf)?.facts ?? '')).toEqual({
      stage: 'completed',
      kind: 'extraordinary',
      reference: 'CXL-7K3M9QXZ',
      received: { at: completed.received.at },
    });
    expect(JSON.parse(json.toString())).toMatchObject({
      receipt: completed,
      signature: { algorithm: 'Ed25519', keyId: key.keyId },
    });
  });

  it('is not genuine with any one bit changed: JSON, every bit of it', () => {
    for (let at = 0; at < json.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (isGenuine(flipped(json, at, bit))) throw new Error(`byte ${at}, bit ${bit}`);
      }
    }
  });

  it('is not genuine with any one bit changed: PDF, its signature line and anywhere else', () => {
    for (let at = pdf.length - 400; at < pdf.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (isGenuine(flipped(pdf, at, bit))) throw new Error(`byte ${at}, bit ${bit}`);
      }
    }
    const places = fc.tuple(fc.nat(pdf.length - 1), fc.nat(7));
    fc.assert(
      fc.property(places, ([at, bit]) => !isGenuine(flipped(pdf, at, bit))),
      { numRuns: 1_000 },
    );
  });

  it('is not genuine with a byte more or less, at any place', () => {
    for (const file of [json, pdf]) {
      fc.assert(
        fc.property(fc.nat(file.length - 1), fc.nat(255), (at, byte) => {
          const [head, tail] = [file.subarray(0, at), file.subarray(at)];
          // Removing one of several equal neighbours, or doubling one, is found as well.
          expect(isGenuine(Buffer.concat([head, tail.subarray(1)]))).toBe(false);
          expect(isGenuine(Buffer.concat([head, Buffer.from([byte]), tail]))).toBe(false);
        }),
        { numRuns: 300 },
      );
      for (const more of ['\n', ' ', '\r\n', '%', '}']) {
        expect(isGenuine(Buffer.concat([file, Buffer.from(more)]))).toBe(false);
        expect(isGenuine(Buffer.concat([Buffer.from(more), file]))).toBe(false);
      }
    }
  });

  it('is read without trust: anything at all is no receipt', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('', '{"receipt":', '%PDF-'),
        (bytes, head) => {
          expect(isGenuine(Buffer.concat([Buffer.from(head), bytes]))).toBe(false);
        },
      ),
    );
  });

  it('leaves the end of the PDF where readers look for it', () => {
    expect(pdf.subarray(-1024).toString('latin1')).toContain('%%EOF');
    expect(() => signPdf(pdf, { stage: 'x'.repeat(900) }, key)).toThrow(RangeError);
  });
});

describe('receiptKey', () => {
  it('follows from the signing key, and another one has another name', () => {
    const again = receiptKey('a signing key of at least thirty-two characters');
    const other = receiptKey('another key of at least thirty-two characters');
    expect(again.publicKey.equals(key.publicKey)).toBe(true);
    expect(other.keyId).not.toBe(key.keyId);
    expect(key.keyId).toBe(receiptKeyId(key.publicKey));
    expect(isSignedBy(other.publicKey, json, key.sign(json))).toBe(false);
  });

  it('is published so that others can check with it', () => {
    const jwk = publicJwk(key.keyId, key.publicKey);
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: key.keyId });
    const theirs = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, json, theirs, key.sign(json))).toBe(true);
  });
});

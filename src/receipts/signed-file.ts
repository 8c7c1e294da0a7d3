import type { ReceiptKey } from './receipt-key.js';

/** What a receipt file says of itself before anything in it is believed. */
export interface SignedFile {
  format: 'json' | 'pdf';
  keyId: string;
  /** Exactly the bytes that the signature is over. */
  signed: Buffer;
  signature: Buffer;
  /** The receipt's own words, as JSON: of a PDF the few that its last line repeats. */
  facts: string;
}

const JSON_HEAD = '{"receipt":';
/** 64 bytes are 86 characters, whose last one has four bits to spare: `canonical` refuses those. */
const JSON_TAIL =
  /^,"signature":\{"algorithm":"Ed25519","keyId":"([0-9a-f]{16})","value":"([A-Za-z0-9_-]{86})"\}\}$/;
const JSON_TAIL_LENGTH =
  `,"signature":{"algorithm":"Ed25519","keyId":"${'0'.repeat(16)}","value":"${'A'.repeat(86)}"}}`
    .length;

/** Readers of PDF look for `%%EOF` in the last 1,024 bytes: the line has to leave room for it. */
const PDF_LINE = '\n%desk-receipt ';
const PDF_LINE_MOST = 900;
const PDF_LINE_FORM =
  /^\n%desk-receipt (([0-9a-f]{16})\.([A-Za-z0-9_-]{1,800})\.)([A-Za-z0-9_-]{86})\n$/;

/** The receipt's content as it is signed, with its signature, as one JSON file. */
export function jsonFile(content: string, keyId: string, signature: Uint8Array): string {
  const value = Buffer.from(signature).toString('base64url');
  return `${JSON_HEAD}${content},"signature":{"algorithm":"Ed25519","keyId":"${keyId}","value":"${value}"}}`;
}

/**
 * A PDF with its signature in a last line, which readers of PDF skip as a comment. The signature is
 * over everything before it, the key's id and the repeated facts included.
 * @throws RangeError when the facts are too long for the line
 */
export function signPdf(pdf: Uint8Array, facts: object, key: ReceiptKey): Buffer {
  const line = `${key.keyId}.${Buffer.from(JSON.stringify(facts)).toString('base64url')}.`;
  if (line.length > PDF_LINE_MOST) throw new RangeError('The facts do not fit into a line.');
  const signed = Buffer.concat([pdf, Buffer.from(PDF_LINE), Buffer.from(line)]);
  const signature = key.sign(signed).toString('base64url');
  return Buffer.concat([signed, Buffer.from(`${signature}\n`)]);
}

/**
 * Takes a file apart without believing it. The form is read strictly, byte by byte: whatever could
 * be written in two ways (spaces, a last line break, spare bits) is refused, so that no byte of a
 * file can change unnoticed. Null: not a receipt of ours by its form.
 */
export function readSignedFile(file: Buffer): SignedFile | null {
  if (startsWith(file, JSON_HEAD)) return readJson(file);
  if (startsWith(file, '%PDF-')) return readPdf(file);
  return null;
}

function readJson(file: Buffer): SignedFile | null {
  const at = file.length - JSON_TAIL_LENGTH;
  if (at < JSON_HEAD.length) return null;
  const found = JSON_TAIL.exec(file.subarray(at).toString('latin1'));
  const signature = canonical(found?.[2]);
  if (found === null || signature === null) return null;
  const signed = file.subarray(JSON_HEAD.length, at);
  return {
    format: 'json',
    keyId: found[1] as string,
    signed,
    signature,
    facts: signed.toString('utf8'),
  };
}

function readPdf(file: Buffer): SignedFile | null {
  const at = file.lastIndexOf(PDF_LINE);
  if (at < 0) return null;
  const found = PDF_LINE_FORM.exec(file.subarray(at).toString('latin1'));
  const signature = canonical(found?.[4]);
  if (found === null || signature === null) return null;
  return {
    format: 'pdf',
    keyId: found[2] as string,
    signed: file.subarray(0, at + PDF_LINE.length + (found[1] as string).length),
    signature,
    facts: Buffer.from(found[3] as string, 'base64url').toString('utf8'),
  };
}

/** The bytes of a text that is the one way to write them; null for every other. */
function canonical(text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

function startsWith(file: Buffer, text: string): boolean {
  return file.subarray(0, text.length).toString('latin1') === text;
}

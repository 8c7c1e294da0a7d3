import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** What an Ed25519 key file says before its 32 bytes of seed (RFC 8410). */
const PRIVATE_KEY_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs receipts. */
export interface ReceiptKey {
  /** 16 hex digits, from the public key itself: no two keys share one. */
  keyId: string;
  /** 32 bytes. */
  publicKey: Buffer;
  /** 64 bytes over exactly these bytes; the same bytes are always signed the same way. */
  sign(bytes: Uint8Array): Buffer;
}

/** The key that follows from SIGNING_KEY: its own purpose is mixed in, so quotes never share it. */
export function receiptKey(signingKey: string): ReceiptKey {
  const seed = Buffer.from(hkdfSync('sha256', signingKey, '', 'receipt ed25519', 32));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PRIVATE_KEY_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  return {
    keyId: receiptKeyId(publicKey),
    publicKey,
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

/** The name under which a public key is found again: the first 16 hex digits of its SHA-256. */
export function receiptKeyId(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}

/** Whether the signature was made over exactly these bytes by the owner of the public key. */
export function isSignedBy(
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_KEY_HEAD, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, bytes, key, signature);
}

/** A public key as others read it (RFC 8037). */
export function publicJwk(keyId: string, publicKey: Uint8Array): Record<string, string> {
  const x = Buffer.from(publicKey).toString('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid: keyId, use: 'sig', alg: 'EdDSA' };
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_KEY_HEAD.length);
}

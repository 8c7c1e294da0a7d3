import { createGuardrails, generateSecret, generateURI, verifySync } from 'otplib';

/** One step earlier or later is taken: clocks of phones are not quite right. */
const TOLERANCE_SECONDS = 30;

/** A new secret in base32, 160 bits. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What authenticator apps read out of the QR code. */
export function totpAddress(secret: string, issuer: string, label: string): string {
  return generateURI({ issuer, label, secret });
}

/** The step (30 seconds since 1970) that a code of six digits belongs to; null for a wrong one. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const checked = verifySync({
    secret,
    token: code,
    epoch: Math.floor(now.getTime() / 1_000),
    epochTolerance: TOLERANCE_SECONDS,
    guardrails: createGuardrails(),
  });
  return checked.valid && 'timeStep' in checked ? checked.timeStep : null;
}

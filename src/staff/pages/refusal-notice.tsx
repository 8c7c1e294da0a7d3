import type { ReactElement } from 'react';
import { Notice } from '../../portal/frame/form-parts.js';
import type { DomainError } from '../../shared/domain-error.js';
import { filled, type SignInTexts } from './texts/sign-in-texts.js';

/** Why it was refused, what to do, and where it helps to wait, how long. */
export function RefusalNotice({
  texts,
  refusal,
}: {
  texts: SignInTexts;
  refusal: DomainError;
}): ReactElement {
  const known = texts.refusal as Readonly<Record<string, readonly [string, string] | undefined>>;
  const [title, text] = known[refusal.code] ?? texts.refusal.sign_in_refused;
  const seconds = Number(refusal.extra['retryAfterSeconds'] ?? 0);
  return (
    <Notice tone="critical" alert title={title}>
      <p>{text}</p>
      {seconds > 0 ? <p>{waitWords(texts, seconds)}</p> : null}
    </Notice>
  );
}

/** In seconds up to a minute and a half, else in minutes, rounded up. */
function waitWords({ wait }: SignInTexts, seconds: number): string {
  return seconds < 90
    ? filled(wait.seconds, { count: seconds })
    : filled(wait.minutes, { count: Math.ceil(seconds / 60) });
}

/** The words for a fault of a field, by its code. */
export function faultText({ fault }: SignInTexts, code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return (fault as Readonly<Record<string, string | undefined>>)[code] ?? fault.wrong_code;
}

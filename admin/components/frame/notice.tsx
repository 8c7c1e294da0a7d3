import React, { type ReactNode } from 'react';
import type { DeskError } from './desk-client';
import { useTexts } from './use-texts';

/** Says what was refused, in the reader's words where we have them; read out at once. */
export function Refusal({ error }: { error: DeskError | null }): React.JSX.Element | null {
  const { t, word } = useTexts();
  if (error === null) return null;
  const known = word('refusals', error.code);
  const text = known === error.code ? error.message || t('refusals.unknown') : known;
  return (
    <div className="note critical" role="alert">
      <p>
        <span aria-hidden="true">✕ </span>
        {text} {whoOf(error, t)}
      </p>
      {error.errors.length > 0 ? (
        <ul>
          {error.errors.map((fault) => (
            <li key={`${fault.pointer} ${fault.code}`}>{fault.message}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Who was quicker, or has it in hand, where the desk says so. */
function whoOf(
  error: DeskError,
  t: (key: string, values?: Record<string, string>) => string,
): string {
  const { by, claim } = error.extra as {
    by?: { name: string } | null;
    claim?: { by: { name: string } };
  };
  if (claim) return t('refusals.hasIt', { name: claim.by.name });
  return by ? t('refusals.quicker', { name: by.name }) : '';
}

/** Something worth knowing beside what is asked for. */
export function Note({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'positive' | 'caution';
  children: ReactNode;
}): React.JSX.Element {
  return (
    <div className={`note ${tone}`} role={tone === 'positive' ? 'status' : undefined}>
      {children}
    </div>
  );
}

/** Says what is being waited for. */
export function Waiting({ what }: { what?: string }): React.JSX.Element {
  const { t } = useTexts();
  return (
    <p className="muted" role="status">
      {what ?? t('frame.waiting')}
    </p>
  );
}

/** An empty list says what would be here, and how it gets here. */
export function Empty({ children }: { children: ReactNode }): React.JSX.Element {
  return <p className="empty muted">{children}</p>;
}

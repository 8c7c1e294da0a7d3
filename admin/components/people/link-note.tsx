import React, { useState } from 'react';
import type { DeskError } from '../frame/desk-client';
import { Note } from '../frame/notice';
import { useFormats, useTexts } from '../frame/use-texts';
import type { PasswordLink } from './person';

/** What is wrong with one field, by its JSON pointer. */
export function faultAt(error: DeskError | null, pointer: string): string | undefined {
  return error?.errors.find((fault) => fault.pointer === pointer)?.message;
}

/** A link that is seen this once, to be handed over; with a button that copies it. */
export function LinkNote({ link }: { link: PasswordLink }): React.JSX.Element {
  const { t } = useTexts();
  const { time } = useFormats();
  return (
    <Note>
      <p>{t('people.link', { until: time(link.linkExpiresAt) })}</p>
      <Copied text={link.link} />
    </Note>
  );
}

/** A text to be taken along, shown this once. */
export function Copied({ text }: { text: string }): React.JSX.Element {
  const { t } = useTexts();
  const [done, setDone] = useState(false);
  return (
    <>
      <p className="code">{text}</p>
      <p>
        <button
          type="button"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}
        >
          {t('people.copy')}
        </button>{' '}
        <span role="status">{done ? t('people.copied') : ''}</span>
      </p>
    </>
  );
}

import React, { useEffect, useId, useRef, type ReactNode } from 'react';
import type { DeskError } from './desk-client';
import { Refusal } from './notice';
import { useTexts } from './use-texts';

/**
 * A question over the page: the browser keeps the focus within, Escape leaves it, and the focus goes
 * back to where it came from. Mount it to open it.
 */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}): React.JSX.Element {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      role="dialog"
      aria-modal="true"
      aria-labelledby={id}
      className={wide ? 'desk wide' : 'desk'}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

/** A dialog that does one thing: its button is named by verb and object, and waits while it is done. */
export function ActDialog({
  title,
  verb,
  busy,
  error,
  onAct,
  onClose,
  children,
  wide,
}: {
  title: string;
  verb: string;
  busy: boolean;
  error: DeskError | null;
  onAct: () => void;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onAct();
        }}
      >
        {children}
        <Refusal error={error} />
        <div className="actions">
          <button type="submit" className="primary" disabled={busy}>
            {busy ? t('frame.busy') : verb}
          </button>
          <button type="button" onClick={onClose}>
            {t('frame.leave')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

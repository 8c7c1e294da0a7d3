import React, { useState } from 'react';
import { rejectionCodes, type RejectionCode } from '../../../src/cancellations/cancellation-facts';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { Choice, TextArea } from '../frame/fields';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import type { CaseDialogProps } from './case-dialog-props';

interface MailPreview {
  subject: string;
  text: string;
  language: string;
}

/** A reason, a text for the customer, and the mail as they will read it. */
export function RejectDialog({ found, onClose, onDone }: CaseDialogProps): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const [reasonCode, setReasonCode] = useState<RejectionCode>('staff_decision');
  const [message, setMessage] = useState('');
  const [preview, setPreview] = useState<MailPreview | null>(null);
  const body = {
    reasonCode,
    ...(message.trim() === '' ? {} : { message: message.trim() }),
  };
  const show = (): Promise<boolean> =>
    run(async () => setPreview(await desk.post(`/cases/${found.id}/reject/preview`, body)));
  const reject = async (): Promise<void> => {
    const sent = { version: found.version, ...body };
    if (await run(() => desk.post(`/cases/${found.id}/reject`, sent)))
      onDone(t('cases.done.reject'));
  };
  return (
    <ActDialog
      wide
      title={t('cases.rejectTitle', { reference: found.reference })}
      verb={t('cases.actions.reject')}
      busy={busy}
      error={error}
      onAct={() => void reject()}
      onClose={onClose}
    >
      <Choice
        label={t('cases.rejectReason')}
        value={reasonCode}
        onChange={(value) => {
          setReasonCode(value as RejectionCode);
          setPreview(null);
        }}
        options={rejectionCodes.map(
          (reason) => [reason, t(`cases.rejectReasons.${reason}`)] as const,
        )}
      />
      <TextArea
        label={t('cases.message')}
        hint={t('cases.messageHint', { language: found.account?.language ?? '' })}
        maxLength={2000}
        value={message}
        onChange={(value) => {
          setMessage(value);
          setPreview(null);
        }}
      />
      <p>
        <button type="button" disabled={busy} onClick={() => void show()}>
          {t('cases.previewMail')}
        </button>
      </p>
      {preview ? (
        <section aria-label={t('cases.previewMail')}>
          <p>
            <strong>{preview.subject}</strong>
          </p>
          <pre className="desk" lang={preview.language}>
            {preview.text}
          </pre>
        </section>
      ) : null}
    </ActDialog>
  );
}

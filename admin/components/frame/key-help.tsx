import React from 'react';
import { Dialog } from './dialog';
import { useTexts } from './use-texts';

/** The keys of a page, as a dialog: `keys` are pairs of key and text. */
export function KeyHelp({
  keys,
  onClose,
}: {
  keys: readonly (readonly [key: string, text: string])[];
  onClose: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Dialog title={t('frame.keys')} onClose={onClose}>
      <dl className="facts">
        {keys.map(([key, text]) => (
          <React.Fragment key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </React.Fragment>
        ))}
      </dl>
      <button type="button" className="primary" onClick={onClose}>
        {t('frame.leave')}
      </button>
    </Dialog>
  );
}

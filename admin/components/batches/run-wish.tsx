import React from 'react';
import { Choice, TextField } from '../frame/fields';
import { useTexts } from '../frame/use-texts';

/** How a batch shall be run, as the fields hold it. */
export interface Wish {
  mails: 'each' | 'digest';
  linesPerSecond: string;
}

export function RunWish({
  wish,
  onChange,
}: {
  wish: Wish;
  onChange: (wish: Wish) => void;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <div className="pair">
      <Choice
        label={t('batches.mails')}
        value={wish.mails}
        onChange={(mails) => onChange({ ...wish, mails: mails as Wish['mails'] })}
        options={(['each', 'digest'] as const).map(
          (one) => [one, t(`batches.mails_${one}`)] as const,
        )}
      />
      <TextField
        label={t('batches.limit')}
        hint={t('batches.limitHint')}
        type="number"
        min={1}
        max={100_000}
        value={wish.linesPerSecond}
        onChange={(linesPerSecond) => onChange({ ...wish, linesPerSecond })}
      />
    </div>
  );
}

import React from 'react';
import { useFormats, useTexts } from '../frame/use-texts';

/** How far something is that takes its time, and how long it still will. */
export function Progress({
  done,
  of,
  rate,
  secondsLeft,
}: {
  done: number;
  of: number;
  /** Per second; null while nothing moves. */
  rate: number | null;
  secondsLeft: number | null;
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const left =
    secondsLeft === null || secondsLeft === 0
      ? null
      : secondsLeft < 90
        ? t('runs.secondsLeft', { count: secondsLeft })
        : t('runs.minutesLeft', { count: Math.ceil(secondsLeft / 60) });
  return (
    <div className="progress">
      <progress value={done} max={Math.max(of, 1)} aria-label={t('runs.progress')} />
      <p className="muted">
        {t('runs.doneOf', { done: number(done), of: number(of) })}
        {rate === null ? null : ` · ${t('runs.rate', { rate: number(rate) })}`}
        {left === null ? null : ` · ${left}`}
      </p>
    </div>
  );
}

import React from 'react';
import { useFormats } from './use-texts';

/** A date with its time, and the instant itself for programs and on pointing at it. */
export function Time({
  at,
  day = false,
}: {
  at: string | null;
  day?: boolean;
}): React.JSX.Element | null {
  const { date, time } = useFormats();
  if (!at) return null;
  return (
    <time dateTime={at} title={at}>
      {day ? date(at) : time(at)}
    </time>
  );
}

/** An amount in tabular figures. */
export function MoneyValue({
  amount,
  currency,
}: {
  amount: number | string;
  currency: string;
}): React.JSX.Element {
  const { money } = useFormats();
  return <span className="money">{money(amount, currency)}</span>;
}

/** References, Service Tags and ids in a face where 0 and O differ. */
export function Code({ children }: { children: React.ReactNode }): React.JSX.Element {
  return <span className="code">{children}</span>;
}

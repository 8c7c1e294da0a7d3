import type { BasePropertyJSON, RecordJSON } from 'adminjs';
import React from 'react';
import { Link } from 'react-router-dom';
import { StateWord } from '../frame/state-word';
import { useTexts } from '../frame/use-texts';
import { Code, MoneyValue, Time } from '../frame/values';

/** Fields whose word is a state, shown with its shape. */
const STATES = new Set(['state', 'status']);

/** One value of a record in its form; references lead to their record. */
export function FieldValue({
  property,
  record,
}: {
  property: BasePropertyJSON;
  record: RecordJSON;
}): React.JSX.Element | null {
  const { t, word } = useTexts();
  const name = property.name;
  const value = record.params[name] as string | number | boolean | null | undefined;
  if (value === null || value === undefined || value === '') return null;
  if (property.reference) {
    const shown = record.populated[name]?.title ?? String(value);
    return (
      <Link to={`/admin/resources/${property.reference}/records/${String(value)}/show`}>
        {shown}
      </Link>
    );
  }
  switch (property.custom['kind']) {
    case 'time':
      return <Time at={String(value)} />;
    case 'money':
      return (
        <MoneyValue amount={String(value)} currency={String(record.params[`${name}Currency`])} />
      );
    case 'flag':
      return <>{t(value === true || value === 'true' ? 'records.yes' : 'records.no')}</>;
    case 'word':
      return STATES.has(name) ? (
        <StateWord state={String(value)} />
      ) : (
        <>{word('words', String(value))}</>
      );
    case 'code':
      return <Code>{String(value)}</Code>;
    case 'json':
      return <pre className="desk">{readable(String(value))}</pre>;
    default:
      return <>{String(value)}</>;
  }
}

function readable(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}

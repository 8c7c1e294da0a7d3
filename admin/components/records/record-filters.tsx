import type { BasePropertyJSON } from 'adminjs';
import React, { useState } from 'react';
import { Choice, TextField } from '../frame/fields';
import { useTexts } from '../frame/use-texts';

type Values = Readonly<Record<string, string>>;

/** The fields of a list's filters; asked for together, so that half a value asks for nothing. */
export function RecordFilters({
  properties,
  values,
  onChange,
}: {
  properties: BasePropertyJSON[];
  values: Values;
  onChange: (next: Record<string, string | null>) => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const [draft, setDraft] = useState<Values>(values);
  const names = properties.flatMap((property) => partsOf(property));
  const set = (name: string) => (value: string) => setDraft({ ...draft, [name]: value });
  return (
    <form
      className="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(Object.fromEntries(names.map((name) => [name, draft[name] ?? null])));
      }}
    >
      {properties.flatMap((property) =>
        partsOf(property).map((name) => {
          const label = labelOf(t, property, name);
          const value = draft[name] ?? '';
          const choices = property.availableValues;
          if (!choices) {
            const type = name === property.name ? 'text' : 'date';
            return (
              <TextField key={name} label={label} type={type} value={value} onChange={set(name)} />
            );
          }
          const options = choices.map(
            ({ value: one }) => [String(one), t(`words.${one}`)] as const,
          );
          return (
            <Choice
              key={name}
              label={label}
              value={value}
              onChange={set(name)}
              options={[['', t('records.any')], ...options]}
            />
          );
        }),
      )}
      <div className="actions">
        <button type="submit">{t('records.filter')}</button>
        <button
          type="button"
          onClick={() => {
            setDraft({});
            onChange(Object.fromEntries(names.map((name) => [name, null])));
          }}
        >
          {t('records.clear')}
        </button>
      </div>
    </form>
  );
}

function partsOf({ name, custom }: BasePropertyJSON): string[] {
  return custom['filter'] === 'from-to' ? [`${name}~~from`, `${name}~~to`] : [name];
}

function labelOf(
  t: (key: string, values?: Record<string, string>) => string,
  property: BasePropertyJSON,
  name: string,
): string {
  const field = t(`records.fields.${property.name}`);
  if (name.endsWith('~~from')) return t('records.from', { field });
  return name.endsWith('~~to') ? t('records.to', { field }) : field;
}

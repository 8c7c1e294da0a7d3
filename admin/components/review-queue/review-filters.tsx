import React, { useEffect, useState } from 'react';
import { Choice, TextField } from '../frame/fields';
import { useTexts } from '../frame/use-texts';

type Values = Readonly<Record<string, string>>;

/** What a row may be narrowed down by; search takes a reference, an address, a Service Tag or an order. */
const CHOICES: Readonly<Record<string, readonly [group: string, values: readonly string[]]>> = {
  plan: [
    'words',
    [
      'premium_support',
      'premium_support_plus',
      'apex_device_manage',
      'prosupport',
      'prosupport_plus',
      'prosupport_flex',
    ],
  ],
  reason: [
    'rules',
    [
      'order_support_plan',
      'commercial_segment',
      'extraordinary_ground',
      'unverified_identity',
      'unusual_volume',
      'unmatched',
    ],
  ],
  door: ['words', ['digital_locker', 'my_account', 'no_login', 'order_support', 'batch', 'api']],
  age: ['reviews.ages', ['1', '4', '24', '72']],
};

export function ReviewFilters({
  values,
  onChange,
}: {
  values: Values;
  onChange: (next: Record<string, string | null>) => void;
}): React.JSX.Element {
  const { t, word } = useTexts();
  const [search, setSearch] = useState(values['search'] ?? '');
  const [country, setCountry] = useState(values['country'] ?? '');
  useEffect(() => setSearch(values['search'] ?? ''), [values]);
  const change = (some: Record<string, string | null>): void => onChange({ ...some, cursor: null });
  return (
    <form
      className="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        change({ search: search.trim(), country: country.trim().toUpperCase() });
      }}
    >
      <TextField
        label={t('reviews.search')}
        hint={t('reviews.searchHint')}
        name="search"
        type="search"
        value={search}
        onChange={setSearch}
      />
      {Object.entries(CHOICES).map(([name, [group, options]]) => (
        <Choice
          key={name}
          label={t(`reviews.filters.${name}`)}
          value={values[name] ?? ''}
          onChange={(value) => change({ [name]: value })}
          options={[
            ['', t('records.any')],
            ...options.map((option) => [option, word(group, option)] as const),
          ]}
        />
      ))}
      <TextField
        label={t('reviews.filters.country')}
        maxLength={2}
        value={country}
        onChange={setCountry}
      />
      <Choice
        label={t('reviews.filters.whose')}
        value={
          values['waiting'] === 'proposal' ? 'proposal' : values['mine'] === 'true' ? 'mine' : ''
        }
        onChange={(value) =>
          change({
            mine: value === 'mine' ? 'true' : null,
            waiting: value === 'proposal' ? 'proposal' : null,
          })
        }
        options={[
          ['', t('reviews.whose.all')],
          ['mine', t('reviews.whose.mine')],
          ['proposal', t('reviews.whose.proposal')],
        ]}
      />
      <div className="actions">
        <button type="submit">{t('records.filter')}</button>
        <button
          type="button"
          onClick={() => {
            setCountry('');
            onChange(Object.fromEntries(Object.keys(values).map((name) => [name, null])));
          }}
        >
          {t('records.clear')}
        </button>
      </div>
    </form>
  );
}

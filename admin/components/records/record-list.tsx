import type { BasePropertyJSON, RecordJSON, ResourceJSON } from 'adminjs';
import React from 'react';
import { Link } from 'react-router-dom';
import { query } from '../frame/desk-client';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls } from '../frame/page';
import { useMe } from '../frame/me';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { FieldValue } from './field-value';
import { RecordFilters } from './record-filters';

const PER_PAGE = 25;
/** As the server bounds it: what lies beyond is found by a filter. */
const MOST_COUNTED = 1_000;

interface ListAnswer {
  records: RecordJSON[];
  meta: { total: number };
}

/** A list of records: filters that an index answers, the newest first, and exactly these as a file. */
export default function RecordList({ resource }: { resource: ResourceJSON }): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const me = useMe();
  const { values, change } = usePageQuery();
  const { page = '1', direction = 'desc', ...filters } = values;
  const named = Object.fromEntries(
    Object.entries(filters).map(([name, value]) => [`filters.${name}`, value]),
  );
  const asked = query({ ...named, page, perPage: PER_PAGE, direction });
  const { data, error, waiting } = useDesk<ListAnswer>(
    `/resources/${resource.id}/actions/list${asked}`,
  );
  const total = data?.meta.total ?? 0;
  const bounded = total >= MOST_COUNTED;
  const last = Math.max(1, Math.ceil(total / PER_PAGE));
  const title = t(`records.types.${resource.id}`);
  return (
    <Page
      title={title}
      actions={
        me.may('records.export') ? (
          <a
            className="button"
            href={`/admin/api/records/${resource.id}/export.csv${query(filters)}`}
          >
            {t('records.export')}
          </a>
        ) : null
      }
    >
      <RecordFilters
        key={resource.id}
        properties={resource.filterProperties}
        values={filters}
        onChange={(next) => change({ ...next, page: null })}
      />
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data && data.records.length === 0 ? <Empty>{t('records.none')}</Empty> : null}
      {data && data.records.length > 0 ? (
        <>
          <p className="muted" role="status">
            {bounded
              ? t('records.many', { count: number(MOST_COUNTED) })
              : t('records.found', { count: total })}
          </p>
          <Scrolls label={title}>
            <RecordTable resource={resource} records={data.records} />
          </Scrolls>
          <nav className="pages" aria-label={t('records.pages')}>
            <PageLink to={Number(page) - 1} last={last} text={t('records.newer')} change={change} />
            <span>{t('records.page', { page: number(Number(page)), last: number(last) })}</span>
            <PageLink to={Number(page) + 1} last={last} text={t('records.older')} change={change} />
          </nav>
        </>
      ) : null}
    </Page>
  );
}

function RecordTable({
  resource,
  records,
}: {
  resource: ResourceJSON;
  records: RecordJSON[];
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <table className="desk">
      <thead>
        <tr>
          {resource.listProperties.map((property) => (
            <th key={property.name} scope="col" className={classOf(property)}>
              {t(`records.fields.${property.name}`)}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">{t('records.open')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <tr key={record.id}>
            {resource.listProperties.map((property) => (
              <td key={property.name} className={classOf(property)}>
                <FieldValue property={property} record={record} />
              </td>
            ))}
            <td>
              <Link
                to={`/admin/resources/${resource.id}/records/${record.id}/show`}
                aria-label={t('records.openOne', { title: record.title })}
              >
                {t('records.open')}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PageLink({
  to,
  last,
  text,
  change,
}: {
  to: number;
  last: number;
  text: string;
  change: (some: Record<string, string>) => void;
}): React.JSX.Element {
  const there = to >= 1 && to <= last;
  return (
    <button type="button" disabled={!there} onClick={() => change({ page: String(to) })}>
      {text}
    </button>
  );
}

function classOf(property: BasePropertyJSON): string | undefined {
  return property.custom['kind'] === 'money' ? 'amount' : undefined;
}

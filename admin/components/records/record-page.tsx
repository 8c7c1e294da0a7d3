import type { RecordJSON, ResourceJSON } from 'adminjs';
import React, { useState } from 'react';
import { Link } from 'react-router-dom';
import { desk } from '../frame/desk-client';
import { useMe } from '../frame/me';
import { Refusal } from '../frame/notice';
import { Page } from '../frame/page';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { FieldValue } from './field-value';
import { relatedLists } from './related-lists';

/** One record with all its fields, what hangs on it, and its persons when they are asked for. */
export default function RecordPage({
  resource,
  record,
}: {
  resource: ResourceJSON;
  record: RecordJSON;
}): React.JSX.Element {
  const { t } = useTexts();
  const [shown, setShown] = useState<Record<string, string | null>>({});
  const full = { ...record, params: { ...record.params, ...shown } };
  const related = relatedLists(resource.id, record);
  return (
    <Page
      title={`${t(`records.one.${resource.id}`)} ${record.title}`}
      actions={<Ways resource={resource} record={record} />}
    >
      <p>
        <Link to={`/admin/resources/${resource.id}`}>{t('records.back')}</Link>
      </p>
      <section className="card">
        <dl className="facts">
          {resource.showProperties.map((property) => (
            <React.Fragment key={property.name}>
              <dt>{t(`records.fields.${property.name}`)}</dt>
              <dd>
                <FieldValue property={property} record={full} />
              </dd>
            </React.Fragment>
          ))}
        </dl>
        <Reveal resource={resource} record={record} onShown={setShown} />
      </section>
      {related.length > 0 ? (
        <section className="card" aria-labelledby="related">
          <h2 id="related">{t('records.related')}</h2>
          <ul className="plain">
            {related.map(({ type, to }) => (
              <li key={type}>
                <Link to={to}>{t(`records.types.${type}`)}</Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Page>
  );
}

/** From the record to the work on it. */
function Ways({
  resource,
  record,
}: {
  resource: ResourceJSON;
  record: RecordJSON;
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  if (resource.id === 'cancellations' && me.may('reviews.see')) {
    return (
      <Link className="button" to={`/admin/pages/case?id=${record.id}`}>
        {t('cases.open')}
      </Link>
    );
  }
  const runs = ['active', 'ending'].includes(String(record.params['status']));
  if (resource.id !== 'subscriptions' || !runs || !me.may('cancellations.file')) return null;
  return (
    <Link className="button" to={`/admin/pages/cancel-for-customer?subscription=${record.id}`}>
      {t('cancelFor.title')}
    </Link>
  );
}

/** For roles that see persons masked: shows them once asked, and says that this is noted. */
function Reveal({
  resource,
  record,
  onShown,
}: {
  resource: ResourceJSON;
  record: RecordJSON;
  onShown: (fields: Record<string, string | null>) => void;
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  const { busy, error, run } = useAct();
  const personal = resource.showProperties.some((property) => property.custom['personal']);
  if (!personal || !me.may('personal.reveal')) return null;
  const reveal = async (): Promise<void> => {
    onShown(await desk.post(`/records/${resource.id}/${record.id}/reveal`));
  };
  return (
    <div>
      <button type="button" disabled={busy} onClick={() => void run(reveal)}>
        {t('records.reveal')}
      </button>{' '}
      <span className="hint">{t('records.revealHint')}</span>
      <Refusal error={error} />
    </div>
  );
}

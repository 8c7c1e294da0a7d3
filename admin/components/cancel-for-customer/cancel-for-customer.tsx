import React, { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import type { CustomerView } from '../../../src/order-support/customer.view.js';
import { query } from '../frame/desk-client';
import { TextField } from '../frame/fields';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useDesk } from '../frame/use-desk';
import { usePageQuery } from '../frame/use-page-query';
import { useTexts } from '../frame/use-texts';
import { Code, Time } from '../frame/values';
import { CancelForm } from './cancel-form';

/** Finds the customer who is on the phone, then files what they asked for. */
export default function CancelForCustomer(): React.JSX.Element {
  const { t } = useTexts();
  const { values, change } = usePageQuery();
  const subscription = values['subscription'];
  return (
    <Page title={t('cancelFor.title')} lead={t('cancelFor.lead')}>
      {subscription ? (
        <>
          <p>
            <button type="button" onClick={() => change({ subscription: null })}>
              {t('cancelFor.another')}
            </button>
          </p>
          <CancelForm key={subscription} subscriptionId={subscription} />
        </>
      ) : (
        <FindCustomer />
      )}
    </Page>
  );
}

function FindCustomer(): React.JSX.Element {
  const { t } = useTexts();
  const { values, change } = usePageQuery();
  const search = values['search'] ?? '';
  const [draft, setDraft] = useState(search);
  useEffect(() => setDraft(search), [search]);
  const { data, error, waiting } = useDesk<{ data: CustomerView[] }>(
    search === '' ? null : `/customers${query({ search })}`,
  );
  return (
    <>
      <form
        className="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          change({ search: draft.trim() });
        }}
      >
        <TextField
          label={t('reviews.search')}
          hint={t('cancelFor.searchHint')}
          type="search"
          name="search"
          required
          autoFocus
          value={draft}
          onChange={setDraft}
        />
        <div className="actions">
          <button type="submit" className="primary">
            {t('cancelFor.find')}
          </button>
        </div>
      </form>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data?.data.length === 0 ? <Empty>{t('cancelFor.nobody')}</Empty> : null}
      {data?.data.map((customer) => (
        <Customer key={customer.account.id} customer={customer} />
      ))}
    </>
  );
}

function Customer({ customer }: { customer: CustomerView }): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { account, subscriptions } = customer;
  return (
    <Section title={`${account.name}, ${account.email}, ${account.country}`}>
      {subscriptions.length === 0 ? (
        <p className="muted">{t('cancelFor.noSubscriptions')}</p>
      ) : null}
      {subscriptions.length > 0 ? (
        <Scrolls label={t('records.types.subscriptions')}>
          <table className="desk">
            <thead>
              <tr>
                {['plan', 'order', 'tags', 'status', 'period'].map((column) => (
                  <th key={column} scope="col">
                    {t(`cancelFor.columns.${column}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{t('cancelFor.title')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {subscriptions.map((subscription) => (
                <tr key={subscription.id} data-subscription-id={subscription.id}>
                  <th scope="row">{subscription.plan.name}</th>
                  <td>
                    <Code>{subscription.orderNumber}</Code>
                  </td>
                  <td>
                    <Code>{subscription.serviceTags.join(' ')}</Code>
                  </td>
                  <td>
                    <StateWord state={subscription.status} />
                  </td>
                  <td>
                    <Time at={subscription.period.endsAt} day />
                  </td>
                  <td>
                    {subscription.open ? (
                      <Link to={`/admin/pages/case?id=${subscription.open.id}`}>
                        {t('cancelFor.openCase', { reference: subscription.open.reference })}
                      </Link>
                    ) : me.may('cancellations.file') ? (
                      <Link
                        className="button"
                        to={`/admin/pages/cancel-for-customer?subscription=${subscription.id}`}
                      >
                        {t('cancelFor.title')}
                      </Link>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
    </Section>
  );
}

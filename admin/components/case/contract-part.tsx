import React from 'react';
import { Link } from 'react-router-dom';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Empty } from '../frame/notice';
import { Scrolls, Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useTexts } from '../frame/use-texts';
import { Code, MoneyValue, Time } from '../frame/values';

/** The subscription with its devices and what was paid for it. */
export function ContractPart({ found }: { found: CaseView }): React.JSX.Element {
  const { t, word } = useTexts();
  const { subscription } = found;
  if (subscription === null) {
    return (
      <Section title={t('cases.parts.contract')}>
        <Empty>{t('cases.unmatched')}</Empty>
      </Section>
    );
  }
  const { plan, period, devices, invoices } = subscription;
  return (
    <Section
      title={t('cases.parts.contract')}
      actions={
        <Link to={`/admin/resources/subscriptions/records/${subscription.id}/show`}>
          {t('records.open')}
        </Link>
      }
    >
      <dl className="facts">
        <dt>{t('cases.fields.plan')}</dt>
        <dd>
          {plan.name} · {word('words', plan.route)} · {word('words', plan.segment)}
        </dd>
        <dt>{t('cases.fields.status')}</dt>
        <dd>
          <StateWord state={subscription.status} />
        </dd>
        <dt>{t('cases.fields.order')}</dt>
        <dd>
          <Code>{subscription.orderNumber}</Code>
        </dd>
        <dt>{t('cases.fields.period')}</dt>
        <dd>
          <Time at={period.startsAt} day /> – <Time at={period.endsAt} day />
        </dd>
        <dt>{t('cases.fields.renews')}</dt>
        <dd>{t(subscription.autoRenew ? 'records.yes' : 'records.no')}</dd>
        <dt>{t('cases.fields.price')}</dt>
        <dd>
          <MoneyValue amount={subscription.price.amount} currency={subscription.price.currency} />{' '}
          {t('cases.perMonths', { count: subscription.intervalMonths })}
        </dd>
        <dt>{t('cases.fields.devices')}</dt>
        <dd>
          <ul className="plain">
            {devices.map((device) => (
              <li key={device.serviceTag}>
                <Code>{device.serviceTag}</Code> {device.model}
              </li>
            ))}
          </ul>
        </dd>
      </dl>
      {invoices.length > 0 ? <Invoices invoices={invoices} /> : null}
    </Section>
  );
}

function Invoices({
  invoices,
}: {
  invoices: NonNullable<CaseView['subscription']>['invoices'];
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Scrolls label={t('records.types.invoices')}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('records.one.invoices')}</th>
            <th scope="col">{t('records.fields.issuedAt')}</th>
            <th scope="col" className="amount">
              {t('records.fields.amount')}
            </th>
            <th scope="col" className="amount">
              {t('records.fields.refunded')}
            </th>
            <th scope="col">{t('records.fields.status')}</th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => (
            <tr key={invoice.number}>
              <th scope="row">
                <Code>{invoice.number}</Code>
              </th>
              <td>
                <Time at={invoice.issuedAt} day />
              </td>
              <td className="amount">
                <MoneyValue amount={invoice.amount.amount} currency={invoice.amount.currency} />
              </td>
              <td className="amount">
                <MoneyValue amount={invoice.refunded.amount} currency={invoice.refunded.currency} />
              </td>
              <td>
                <StateWord state={invoice.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

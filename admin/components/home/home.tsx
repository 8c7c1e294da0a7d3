import React from 'react';
import { Refusal, Waiting } from '../frame/notice';
import { Page, Section } from '../frame/page';
import { useDesk } from '../frame/use-desk';
import { useFormats, useTexts } from '../frame/use-texts';
import { Flow } from './flow';
import { Health } from './health';
import type { HomeView } from './home-view';
import { Needs } from './needs';

/** Where a day begins: what needs me, then what is there; by itself as it is now. */
export default function Home(): React.JSX.Element {
  const { t } = useTexts();
  const { data, error, waiting } = useDesk<HomeView>('/home', 10);
  return (
    <Page title={t('ways.home')}>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data ? <Needs home={data} /> : null}
      <Flow />
      {data ? (
        <div className="columns">
          <Health home={data} />
          <WeekRefunds refunds={data.refunds} />
        </div>
      ) : null}
    </Page>
  );
}

function WeekRefunds({ refunds }: { refunds: HomeView['refunds'] }): React.JSX.Element {
  const { t } = useTexts();
  const { money, number } = useFormats();
  return (
    <Section title={t('home.refunds.title')}>
      {refunds.length === 0 ? <p className="muted">{t('home.refunds.none')}</p> : null}
      {refunds.length > 0 ? (
        <table className="desk">
          <thead>
            <tr>
              <th scope="col">{t('home.refunds.currency')}</th>
              <th scope="col" className="amount">
                {t('home.refunds.count')}
              </th>
              <th scope="col" className="amount">
                {t('home.refunds.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {refunds.map(({ currency, refunds: count, amount }) => (
              <tr key={currency}>
                <th scope="row">{currency}</th>
                <td className="amount number">{number(count)}</td>
                <td className="amount money">{money(amount, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Section>
  );
}

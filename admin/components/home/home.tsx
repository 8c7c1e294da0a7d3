import React from 'react';
import { Link } from 'react-router-dom';
import { useMe } from '../frame/me';
import { Page } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { entries } from '../navigation/entries';

/** Where a day begins. */
export default function Home(): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const ways = entries.filter(({ permission, to }) => me.may(permission) && to !== '/admin');
  return (
    <Page title={t('ways.home')}>
      <ul>
        {ways.map(({ name, to, outside }) => (
          <li key={name}>
            {outside ? (
              <a href={to}>{t(`ways.${name}`)}</a>
            ) : (
              <Link to={to}>{t(`ways.${name}`)}</Link>
            )}
          </li>
        ))}
      </ul>
    </Page>
  );
}

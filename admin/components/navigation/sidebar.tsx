import React from 'react';
import { NavLink } from 'react-router-dom';
import type { Permission } from '../../../src/staff/permissions.js';
import { useMe } from '../frame/me';
import { useTexts } from '../frame/use-texts';
import { entries, recordEntries } from './entries';

/** The ways through the console, each only where its page would open. */
export default function Sidebar({ isVisible }: { isVisible: boolean }): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const shown = <T extends { permission: Permission }>(all: readonly T[]): T[] =>
    all.filter(({ permission }) => me.may(permission));
  return (
    <nav className={`desk-side${isVisible ? ' open' : ''}`} aria-label={t('frame.ways')} id="ways">
      <a className="skip" href="#content">
        {t('frame.skip')}
      </a>
      <p className="brand">{t('frame.brand')}</p>
      <ul>
        {shown(entries).map(({ name, to, outside }) => (
          <li key={name}>
            {outside ? (
              <a href={to}>{t(`ways.${name}`)}</a>
            ) : (
              <NavLink to={to} end={to === '/admin'}>
                {t(`ways.${name}`)}
              </NavLink>
            )}
          </li>
        ))}
      </ul>
      <h2>{t('ways.records')}</h2>
      <ul>
        {shown(recordEntries).map(({ name }) => (
          <li key={name}>
            <NavLink to={`/admin/resources/${name}`}>{t(`records.types.${name}`)}</NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

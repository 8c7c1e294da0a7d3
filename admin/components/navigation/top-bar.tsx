import React from 'react';
import { Link } from 'react-router-dom';
import { useMe } from '../frame/me';
import { useTexts } from '../frame/use-texts';

/** Who is signed in, and on narrow screens the way to the ways. */
export default function TopBar({
  toggleSidebar,
}: {
  toggleSidebar: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  return (
    <header className="desk-top">
      <button type="button" className="menu" aria-controls="ways" onClick={toggleSidebar}>
        <span aria-hidden="true">☰</span> {t('frame.menu')}
      </button>
      <span className="who">
        <Link to="/admin/pages/own" title={t('ways.own')}>
          {me.name || me.email}
        </Link>{' '}
        · {t(`roles.${me.role}`)}
      </span>
      <form method="post" action="/admin/logout">
        <button type="submit">{t('frame.signOut')}</button>
      </form>
    </header>
  );
}

import type { ReactElement } from 'react';
import type { PageContext } from '../frame/page-context.js';

const ways = [
  { name: 'digitalLocker', address: '/digital-locker', title: 'portal:door.digital_locker' },
  { name: 'myAccount', address: '/account', title: 'portal:door.my_account' },
  { name: 'cancel', address: '/cancel', title: 'portal:home.withoutSignIn' },
  { name: 'verify', address: '/receipts/verify', title: 'portal:frame.verify' },
] as const;

/** The doors side by side, each with what it is for. */
export function HomePage({ context: { t } }: { context: PageContext }): ReactElement {
  return (
    <>
      <p>{t('portal:home.lead')}</p>
      <ul className="plain cards">
        {ways.map(({ name, address, title }) => (
          <li key={name} className="card">
            <h2>
              <a href={address}>{t(title)}</a>
            </h2>
            <p>{t(`portal:home.${name}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

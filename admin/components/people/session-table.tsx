import React from 'react';
import { Scrolls } from '../frame/page';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { browserName } from './browser-name';
import type { Session } from './person';

/** Where somebody is signed in; `onEnd` only where it may be ended. */
export function SessionTable({
  sessions,
  busy,
  onEnd,
}: {
  sessions: readonly Session[];
  busy: boolean;
  onEnd?: (id: string) => void;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Scrolls label={t('own.sessions')}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('own.browser')}</th>
            <th scope="col">{t('own.address')}</th>
            <th scope="col">{t('own.signedInAt')}</th>
            <th scope="col">{t('own.lastSeenAt')}</th>
            {onEnd ? <th scope="col">{t('own.act')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {sessions.map((one) => (
            <tr key={one.id} className={one.current ? 'current' : undefined}>
              <th scope="row">
                {browserName(one.browser)}
                {one.current ? ` · ${t('own.thisOne')}` : ''}
              </th>
              <td className="code">{one.address}</td>
              <td>
                <Time at={one.signedInAt} />
              </td>
              <td>
                <Time at={one.lastSeenAt} />
              </td>
              {onEnd ? (
                <td>
                  {one.current ? null : (
                    <button type="button" disabled={busy} onClick={() => onEnd(one.id)}>
                      {t('own.end')}
                    </button>
                  )}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

import type { ReactElement } from 'react';
import type { OwnedDevice } from '../../accounts/find-devices.js';
import { Code } from '../frame/form-parts.js';
import type { PageContext } from '../frame/page-context.js';

/** More stand in the list of subscriptions. */
export const DEVICES_SHOWN = 24;

/** Products and what runs for them, those without a subscription too. */
export function DeviceCards({
  context: { t },
  devices,
  more,
  list,
}: {
  context: PageContext;
  devices: readonly OwnedDevice[];
  more: boolean;
  list: string;
}): ReactElement {
  return (
    <section aria-labelledby="products-heading">
      <h2 id="products-heading">{t('portal:dashboard.products')}</h2>
      {devices.length === 0 ? <p>{t('portal:dashboard.none')}</p> : null}
      <ul className="plain cards">
        {devices.map(({ serviceTag, line, model, planName }) => (
          <li key={serviceTag} className="card">
            <h3>{model}</h3>
            <p className="muted small">
              {line} · {t('portal:service.serviceTag', { count: 1 })} <Code>{serviceTag}</Code>
            </p>
            <p>{planName ?? <span className="muted">{t('portal:dashboard.noService')}</span>}</p>
          </li>
        ))}
      </ul>
      {more ? (
        <p>
          {t('portal:dashboard.moreProducts')} <a href={list}>{t('portal:subscriptions.title')}</a>
        </p>
      ) : null}
    </section>
  );
}

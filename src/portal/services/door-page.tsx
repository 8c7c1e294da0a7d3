import type { ReactElement, ReactNode } from 'react';
import type { Door } from '../door.js';
import type { PageContext } from '../frame/page-context.js';
import { WithSide } from '../frame/side.js';
import { CancelArea, type Standing } from './cancel-area.js';
import { ServiceDetails } from './service-facts.js';

interface DoorParts {
  context: PageContext;
  door: Door;
  /** Address of the link in the door's navigation that the page belongs to. */
  current: string;
  children: ReactNode;
}

/** A page behind a signed-in door, beside the door's navigation. */
export function DoorPage({ context: { t }, door, current, children }: DoorParts): ReactElement {
  const links = [
    { label: t('portal:dashboard.link'), address: door.base },
    { label: t('portal:subscriptions.title'), address: door.subscriptions },
  ];
  return (
    <WithSide label={t(`portal:door.${door.code}`)} links={links} current={current}>
      {children}
    </WithSide>
  );
}

/** Service, Service Tag and billing plan, and what can be done about them. With a tag, of that device. */
export function DetailsPage({
  context,
  door,
  standing,
  serviceTag,
}: Pick<DoorParts, 'context' | 'door'> & {
  standing: Standing;
  serviceTag?: string;
}): ReactElement {
  return (
    <>
      <section className="card">
        <ServiceDetails
          context={context}
          subscription={standing.subscription}
          serviceTag={serviceTag}
        />
      </section>
      <CancelArea context={context} door={door} {...standing} />
    </>
  );
}

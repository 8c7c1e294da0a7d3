import React from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { Section } from '../frame/page';
import { StateWord } from '../frame/state-word';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';

/** The mails as they went out: their text here, their looks in a frame that can do nothing. */
export function MailsPart({ found }: { found: CaseView }): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Section title={t('cases.parts.mails')}>
      {found.mails.length === 0 ? <p className="muted">{t('cases.noMails')}</p> : null}
      {found.mails.map((mail) => (
        <details key={mail.id}>
          <summary>
            {mail.subject ?? mail.template} <StateWord state={mail.state} />{' '}
            <Time at={mail.sentAt ?? mail.createdAt} />
          </summary>
          {mail.recipient ? (
            <p className="small muted">
              {t('cases.recipient')} {mail.recipient}
            </p>
          ) : null}
          {mail.text ? <pre className="desk">{mail.text}</pre> : null}
          {mail.subject && !found.persons.masked ? (
            <p>
              <a
                href={`/admin/api/cases/${found.id}/mails/${mail.id}`}
                target="_blank"
                rel="noreferrer"
              >
                {t('cases.asSent')}
              </a>
            </p>
          ) : null}
        </details>
      ))}
    </Section>
  );
}

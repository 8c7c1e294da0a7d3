import React from 'react';
import type { MeView } from '../../../src/staff/own/own-sign-in.js';
import { desk } from '../frame/desk-client';
import { Choice } from '../frame/fields';
import { Refusal, Waiting } from '../frame/notice';
import { Page, Section } from '../frame/page';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import type { Session } from '../people/person';
import { SessionTable } from '../people/session-table';
import { Password } from './password';
import { SecondFactor } from './second-factor';

const LANGUAGES = [
  ['en', 'English'],
  ['pl', 'Polski'],
  ['de', 'Deutsch'],
] as const;

/** One's own sign-in: language, password, second factor, sessions. */
export default function Own(): React.JSX.Element {
  const { t } = useTexts();
  const me = useDesk<MeView>('/me');
  return (
    <Page title={t('own.title')} lead={me.data?.email}>
      <Refusal error={me.error} />
      {me.waiting ? <Waiting /> : null}
      {me.data === null ? null : (
        <div className="columns">
          <div>
            <Language me={me.data} />
            {me.data.password ? <Password onDone={me.reload} /> : null}
          </div>
          <SecondFactor me={me.data} onChange={me.reload} />
        </div>
      )}
      <Sessions />
    </Page>
  );
}

function Language({ me }: { me: MeView }): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  return (
    <Section title={t('own.language')}>
      <Choice
        label={t('own.languageOf')}
        value={me.language}
        options={LANGUAGES}
        onChange={(language) =>
          void act.run(async () => {
            await desk.put('/me/language', { language });
            // The texts come with the page.
            window.location.reload();
          })
        }
      />
      <Refusal error={act.error} />
    </Section>
  );
}

function Sessions(): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const list = useDesk<{ data: Session[] }>('/me/sessions');
  return (
    <Section title={t('own.sessions')}>
      <p className="muted">{t('own.sessionsLead')}</p>
      <Refusal error={list.error ?? act.error} />
      {list.data === null ? (
        <Waiting />
      ) : (
        <SessionTable
          sessions={list.data.data}
          busy={act.busy}
          onEnd={(id) =>
            void act.run(async () => {
              await desk.delete(`/me/sessions/${id}`);
              await list.reload();
            })
          }
        />
      )}
      <button
        type="button"
        disabled={act.busy}
        onClick={() =>
          void act.run(async () => {
            await desk.post('/me/sessions/end');
            window.location.assign('/admin/login?news=signed_out');
          })
        }
      >
        {t('own.endAll')}
      </button>
    </Section>
  );
}

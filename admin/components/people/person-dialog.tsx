import React, { useState } from 'react';
import { desk } from '../frame/desk-client';
import { Dialog } from '../frame/dialog';
import { Choice } from '../frame/fields';
import { useMe } from '../frame/me';
import { Empty, Note, Refusal, Waiting } from '../frame/notice';
import { StateWord } from '../frame/state-word';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { LinkNote } from './link-note';
import { ROLES, standingOf, type PasswordLink, type Person, type Session } from './person';
import { SessionTable } from './session-table';

interface Parts {
  person: Person;
  /** Reads the list again; the person comes with it. */
  onChange: () => Promise<void>;
}

/** One member: how they stand, their sessions, and what an administrator may do. */
export function PersonDialog({
  person,
  onClose,
  onChange,
}: Parts & { onClose: () => void }): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const manages = me.may('staff.manage') && me.id !== person.id;
  return (
    <Dialog title={person.name} onClose={onClose} wide>
      <dl className="facts">
        <dt>{t('people.email')}</dt>
        <dd>{person.email}</dd>
        <dt>{t('people.role')}</dt>
        <dd>{t(`roles.${person.role}`)}</dd>
        <dt>{t('people.standing')}</dt>
        <dd>
          <StateWord state={standingOf(person)} group="people.standings" />
        </dd>
        <dt>{t('people.since')}</dt>
        <dd>
          <Time at={person.createdAt} day />
        </dd>
      </dl>
      {me.id === person.id ? <p className="muted">{t('people.yourself')}</p> : null}
      {manages ? <Acts person={person} onChange={onChange} /> : null}
      <Sessions person={person} manages={manages} onChange={onChange} />
      <div className="actions">
        <button type="button" onClick={onClose}>
          {t('people.close')}
        </button>
      </div>
    </Dialog>
  );
}

function Acts({ person, onChange }: Parts): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const [role, setRole] = useState<string>(person.role);
  const [done, setDone] = useState<string | null>(null);
  const [link, setLink] = useState<PasswordLink | null>(null);
  const path = `/staff/${person.id}`;
  const run = (what: string, work: () => Promise<unknown>): void => {
    setDone(null);
    setLink(null);
    void act.run(async () => {
      await work();
      await onChange();
      setDone(what);
    });
  };
  return (
    <section className="stack" aria-label={t('people.manage')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run('role', () => desk.patch(path, { role }));
        }}
      >
        <Choice
          label={t('people.role')}
          value={role}
          onChange={setRole}
          options={ROLES.map((one) => [one, t(`roles.${one}`)] as const)}
          hint={t(`people.roleHint.${role}`)}
        />
        <div className="actions">
          <button type="submit" disabled={act.busy || role === person.role}>
            {t('people.act.role')}
          </button>
        </div>
      </form>
      <div className="actions">
        {person.lockedUntil === null ? null : (
          <button
            type="button"
            disabled={act.busy}
            onClick={() => run('unlock', () => desk.post(`${path}/unlock`))}
          >
            {t('people.act.unlock')}
          </button>
        )}
        {person.disabled ? null : (
          <button
            type="button"
            disabled={act.busy}
            onClick={() =>
              run('link', async () => setLink(await desk.post<PasswordLink>(`${path}/link`)))
            }
          >
            {t('people.act.link')}
          </button>
        )}
        {person.secondFactor ? (
          <button
            type="button"
            disabled={act.busy}
            onClick={() => run('reset', () => desk.post(`${path}/reset-second-factor`))}
          >
            {t('people.act.reset')}
          </button>
        ) : null}
        <button
          type="button"
          disabled={act.busy}
          onClick={() =>
            run(person.disabled ? 'enable' : 'disable', () =>
              desk.patch(path, { disabled: !person.disabled }),
            )
          }
        >
          {t(person.disabled ? 'people.act.enable' : 'people.act.disable')}
        </button>
      </div>
      <Refusal error={act.error} />
      {link === null ? null : <LinkNote link={link} />}
      {done === null || done === 'link' ? null : (
        <Note tone="positive">
          <p>{t(`people.done.${done}`)}</p>
        </Note>
      )}
    </section>
  );
}

function Sessions({ person, manages, onChange }: Parts & { manages: boolean }): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const path = `/staff/${person.id}/sessions`;
  const list = useDesk<{ data: Session[] }>(path);
  const sessions = list.data?.data ?? [];
  const end = (work: () => Promise<unknown>): void =>
    void act.run(async () => {
      await work();
      await Promise.all([list.reload(), onChange()]);
    });
  return (
    <section className="stack">
      <h3>{t('own.sessions')}</h3>
      {list.waiting ? <Waiting /> : null}
      <Refusal error={list.error ?? act.error} />
      {list.data !== null && sessions.length === 0 ? <Empty>{t('people.noSessions')}</Empty> : null}
      {sessions.length === 0 ? null : (
        <>
          <SessionTable
            sessions={sessions}
            busy={act.busy}
            onEnd={manages ? (id) => end(() => desk.delete(`${path}/${id}`)) : undefined}
          />
          {manages ? (
            <p>
              <button
                type="button"
                disabled={act.busy}
                onClick={() => end(() => desk.post(`${path}/end`))}
              >
                {t('people.endAll')}
              </button>
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

import React, { useState } from 'react';
import { desk } from '../frame/desk-client';
import { ActDialog, Dialog } from '../frame/dialog';
import { Choice, TextField } from '../frame/fields';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { faultAt, LinkNote } from './link-note';
import { ROLES, type PasswordLink, type Person } from './person';

const LANGUAGES = [
  ['en', 'English'],
  ['pl', 'Polski'],
  ['de', 'Deutsch'],
] as const;

/** Makes a member, and shows the link that they set their password by: this once. */
export function NewPerson({
  onClose,
  onDone,
}: {
  onClose: () => void;
  onDone: () => Promise<void>;
}): React.JSX.Element {
  const { t, language } = useTexts();
  const act = useAct();
  const [wish, setWish] = useState({ name: '', email: '', role: 'agent', language });
  const [made, setMade] = useState<(Person & PasswordLink) | null>(null);
  const set = (name: keyof typeof wish) => (value: string) => setWish({ ...wish, [name]: value });
  if (made !== null) {
    return (
      <Dialog title={t('people.added', { name: made.name })} onClose={onClose}>
        <LinkNote link={made} />
        <div className="actions">
          <button type="button" className="primary" onClick={onClose}>
            {t('people.kept')}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <ActDialog
      title={t('people.add')}
      verb={t('people.add')}
      busy={act.busy}
      error={act.error}
      onClose={onClose}
      onAct={() =>
        void act.run(async () => {
          setMade(await desk.post<Person & PasswordLink>('/staff', wish));
          await onDone();
        })
      }
    >
      <TextField
        label={t('people.name')}
        value={wish.name}
        onChange={set('name')}
        fault={faultAt(act.error, '/name')}
        maxLength={100}
        required
      />
      <TextField
        label={t('people.email')}
        type="email"
        value={wish.email}
        onChange={set('email')}
        fault={faultAt(act.error, '/email')}
        maxLength={320}
        required
      />
      <Choice
        label={t('people.role')}
        value={wish.role}
        onChange={set('role')}
        options={ROLES.map((role) => [role, t(`roles.${role}`)] as const)}
        hint={t(`people.roleHint.${wish.role}`)}
      />
      <Choice
        label={t('own.language')}
        value={wish.language}
        onChange={set('language')}
        options={LANGUAGES}
      />
    </ActDialog>
  );
}

import React, { useState } from 'react';
import { desk } from '../frame/desk-client';
import { TextField } from '../frame/fields';
import { Note, Refusal } from '../frame/notice';
import { Section } from '../frame/page';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { faultAt } from '../people/link-note';

const EMPTY = { current: '', password: '' };

/** A new password by the old one; other sessions end. */
export function Password({ onDone }: { onDone: () => Promise<void> }): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const [wish, setWish] = useState(EMPTY);
  const [done, setDone] = useState(false);
  return (
    <Section title={t('own.password')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setDone(false);
          void act.run(async () => {
            await desk.put('/me/password', wish);
            setWish(EMPTY);
            setDone(true);
            await onDone();
          });
        }}
      >
        <TextField
          label={t('own.current')}
          type="password"
          autoComplete="current-password"
          value={wish.current}
          onChange={(current) => setWish({ ...wish, current })}
          fault={faultAt(act.error, '/current')}
          required
        />
        <TextField
          label={t('own.new')}
          hint={t('own.newHint')}
          type="password"
          autoComplete="new-password"
          value={wish.password}
          onChange={(password) => setWish({ ...wish, password })}
          fault={faultAt(act.error, '/password')}
          required
        />
        <div className="actions">
          <button type="submit" disabled={act.busy}>
            {t('own.changePassword')}
          </button>
        </div>
      </form>
      {act.error !== null && act.error.errors.length === 0 ? <Refusal error={act.error} /> : null}
      {done ? (
        <Note tone="positive">
          <p>{t('own.passwordChanged')}</p>
        </Note>
      ) : null}
    </Section>
  );
}

import React, { useState } from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { desk } from '../frame/desk-client';
import { TextArea } from '../frame/fields';
import { Refusal } from '../frame/notice';
import { Section } from '../frame/page';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';

/** What colleagues tell each other; the customer never reads it. */
export function NotesPart({
  found,
  onChange,
}: {
  found: CaseView;
  onChange: () => Promise<void>;
}): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const [text, setText] = useState('');
  const add = async (): Promise<void> => {
    if (text.trim() === '') return;
    if (await run(() => desk.post(`/cases/${found.id}/notes`, { text: text.trim() }))) {
      setText('');
      await onChange();
    }
  };
  return (
    <Section title={t('cases.parts.notes')}>
      {found.notes.map((note) => (
        <article key={note.id}>
          <p className="small muted">
            {note.by.name}, <Time at={note.at} />
          </p>
          <p className="quote">{note.text}</p>
        </article>
      ))}
      {found.actions.note ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextArea
            label={t('cases.newNote')}
            hint={t('cases.noteHint')}
            rows={2}
            maxLength={2000}
            value={text}
            onChange={setText}
          />
          <Refusal error={error} />
          <button type="submit" disabled={busy}>
            {t('cases.addNote')}
          </button>
        </form>
      ) : null}
    </Section>
  );
}

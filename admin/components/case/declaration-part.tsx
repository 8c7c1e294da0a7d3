import React, { useState } from 'react';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { desk } from '../frame/desk-client';
import { Refusal } from '../frame/notice';
import { Section } from '../frame/page';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';

type Shown = Pick<CaseView, 'ground'> & {
  account: { name: string; email: string } | null;
  comment: string | null;
};

/** The declaration as it was received, and every later one for the same subscription. */
export function DeclarationPart({ found }: { found: CaseView }): React.JSX.Element {
  const { t, word } = useTexts();
  const [shown, setShown] = useState<Shown | null>(null);
  const { busy, error, run } = useAct();
  const account = found.account && { ...found.account, ...shown?.account };
  const reveal = (): Promise<boolean> =>
    run(async () => setShown(await desk.post<Shown>(`/cases/${found.id}/reveal`)));
  const facts: readonly (readonly [name: string, value: React.ReactNode])[] = [
    ['customer', account ? `${account.name}, ${account.email}, ${account.country}` : null],
    ['requestedBy', `${word('words', found.requestedBy.type)}: ${found.requestedBy.name}`],
    ['effective', found.effective ? word('words', found.effective) : null],
    ['wishedEnd', found.wishedEnd ? <Time at={found.wishedEnd} day /> : null],
    ['reason', word('words', found.reason.code)],
    ['comment', shown?.comment ?? found.reason.comment],
    ['ground', shown?.ground ?? found.ground],
  ];
  return (
    <Section title={t('cases.parts.declaration')}>
      <dl className="facts">
        {facts
          .filter(([, value]) => value !== null && value !== '')
          .map(([name, value]) => (
            <React.Fragment key={name}>
              <dt>{t(`cases.fields.${name}`)}</dt>
              <dd>{value}</dd>
            </React.Fragment>
          ))}
      </dl>
      {found.persons.masked && found.persons.revealable && !shown ? (
        <p>
          <button type="button" disabled={busy} onClick={() => void reveal()}>
            {t('records.reveal')}
          </button>{' '}
          <span className="hint">{t('records.revealHint')}</span>
        </p>
      ) : null}
      <Refusal error={error} />
      {found.declarations.map((declaration) => (
        <details key={declaration.id}>
          <summary>
            {t('cases.received')} <Time at={declaration.receivedAt} />,{' '}
            {word('words', declaration.door)}
          </summary>
          <pre className="desk">{JSON.stringify(declaration.content, null, 2)}</pre>
        </details>
      ))}
    </Section>
  );
}

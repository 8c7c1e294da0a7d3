import React, { useState } from 'react';
import type { Enrolment } from '../../../src/staff/second-factor/enrol-second-factor.js';
import type { MeView } from '../../../src/staff/own/own-sign-in.js';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { TextField } from '../frame/fields';
import { Note, Refusal } from '../frame/notice';
import { Section } from '../frame/page';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Code } from '../frame/values';
import { faultAt } from '../people/link-note';

interface Parts {
  me: MeView;
  onChange: () => Promise<void>;
}

/** The second factor: set up with a QR code, removed, and its recovery codes. */
export function SecondFactor({ me, onChange }: Parts): React.JSX.Element {
  const { t } = useTexts();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Section title={t('own.secondFactor')}>
      <p>
        {me.secondFactor
          ? t('own.factorOn', { count: me.recoveryCodesLeft })
          : t(me.secondFactorRequired ? 'own.factorRequired' : 'own.factorOff')}
      </p>
      {codes === null ? null : <Codes codes={codes} onKept={() => setCodes(null)} />}
      {me.secondFactor ? (
        <Kept me={me} onChange={onChange} onCodes={setCodes} />
      ) : (
        <SetUp onChange={onChange} onCodes={setCodes} />
      )}
    </Section>
  );
}

type Inner = Pick<Parts, 'onChange'> & { onCodes: (codes: readonly string[] | null) => void };

function SetUp({ onChange, onCodes }: Inner): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const [code, setCode] = useState('');
  if (begun === null) {
    return (
      <>
        <Refusal error={act.error} />
        <button
          type="button"
          className="primary"
          disabled={act.busy}
          onClick={() =>
            void act.run(async () =>
              setBegun(await desk.post<Enrolment>('/me/second-factor/enrol')),
            )
          }
        >
          {t('own.setUp')}
        </button>
      </>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void act.run(async () => {
          const body = { enrolment: begun.enrolment, code };
          const done = await desk.post<{ recoveryCodes: string[] }>(
            '/me/second-factor/confirm',
            body,
          );
          onCodes(done.recoveryCodes);
          await onChange();
        });
      }}
    >
      <p>{t('own.scan')}</p>
      {/* Made by the desk of letters of its own: no text of anybody else is in it. */}
      <div
        role="img"
        aria-label={t('own.qrCode')}
        dangerouslySetInnerHTML={{ __html: begun.qrCode }}
      />
      <p>
        {t('own.type')} <Code>{begun.secret.replace(/.{4}(?=.)/g, '$& ')}</Code>
      </p>
      <TextField
        label={t('own.code')}
        value={code}
        onChange={setCode}
        fault={faultAt(act.error, '/code') ?? faultAt(act.error, '/enrolment')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        required
      />
      <div className="actions">
        <button type="submit" className="primary" disabled={act.busy}>
          {t('own.confirm')}
        </button>
        <button type="button" onClick={() => setBegun(null)}>
          {t('frame.leave')}
        </button>
      </div>
      {act.error !== null && act.error.errors.length === 0 ? <Refusal error={act.error} /> : null}
    </form>
  );
}

function Kept({ me, onChange, onCodes }: Inner & { me: MeView }): React.JSX.Element {
  const { t } = useTexts();
  const act = useAct();
  const [asked, setAsked] = useState<'remove' | 'recovery-codes' | null>(null);
  const [password, setPassword] = useState('');
  const close = (): void => {
    setAsked(null);
    setPassword('');
    act.clear();
  };
  const send = async (): Promise<void> => {
    const path = `/me/second-factor/${asked}`;
    const answer = await desk.post<{ recoveryCodes?: string[] }>(path, { password });
    onCodes(answer.recoveryCodes ?? null);
    await onChange();
    close();
  };
  return (
    <div className="actions">
      <button type="button" onClick={() => setAsked('recovery-codes')}>
        {t('own.newCodes')}
      </button>
      <button type="button" onClick={() => setAsked('remove')}>
        {t('own.remove')}
      </button>
      {asked === null ? null : (
        <ActDialog
          title={t(asked === 'remove' ? 'own.remove' : 'own.newCodes')}
          verb={t(asked === 'remove' ? 'own.remove' : 'own.newCodes')}
          busy={act.busy}
          error={act.error}
          onClose={close}
          onAct={() => void act.run(send)}
        >
          <p>{t(asked === 'remove' ? 'own.removeText' : 'own.newCodesText')}</p>
          {me.password ? (
            <TextField
              label={t('own.current')}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={setPassword}
              required
            />
          ) : null}
        </ActDialog>
      )}
    </div>
  );
}

function Codes({
  codes,
  onKept,
}: {
  codes: readonly string[];
  onKept: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <Note>
      <p>{t('own.codesText')}</p>
      <ul className="plain">
        {codes.map((code) => (
          <li key={code}>
            <Code>{code}</Code>
          </li>
        ))}
      </ul>
      <button type="button" onClick={onKept}>
        {t('people.kept')}
      </button>
    </Note>
  );
}

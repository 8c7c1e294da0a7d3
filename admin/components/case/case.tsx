import React, { useEffect, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { desk } from '../frame/desk-client';
import { KeyHelp } from '../frame/key-help';
import { Note, Refusal, Waiting } from '../frame/notice';
import { Page } from '../frame/page';
import { useAct, useDesk } from '../frame/use-desk';
import { useKeys } from '../frame/use-keys';
import { usePageQuery } from '../frame/use-page-query';
import { useTexts } from '../frame/use-texts';
import { CaseActions } from './case-actions';
import { CaseDialog, type OpenDialog } from './case-dialog';
import { ContractPart } from './contract-part';
import { DeclarationPart } from './declaration-part';
import { DecisionPart } from './decision-part';
import { MailsPart } from './mails-part';
import { MoneyPart } from './money-part';
import { NotesPart } from './notes-part';
import { OthersPart } from './others-part';
import { Standing } from './standing';
import { TimelinePart } from './timeline-part';

const REFRESH_SECONDS = 10;

/** Everything to decide one cancellation by, on one page. */
export default function Case(): React.JSX.Element {
  const { t } = useTexts();
  const { values } = usePageQuery();
  const id = values['id'] ?? '';
  const { data, error, waiting, reload } = useDesk<CaseView>(
    id === '' ? null : `/cases/${id}`,
    REFRESH_SECONDS,
  );
  const title = data ? t('cases.title', { reference: data.reference }) : t('cases.one');
  return (
    <Page title={title}>
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data ? <CaseBody key={data.id} found={data} reload={reload} /> : null}
    </Page>
  );
}

function CaseBody({
  found,
  reload,
}: {
  found: CaseView;
  reload: () => Promise<void>;
}): React.JSX.Element {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { values, change } = usePageQuery();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [helping, setHelping] = useState(false);
  const claiming = useAct();
  const { actions } = found;
  const may = (name: OpenDialog): boolean => actions[name];
  const openDialog = (name: OpenDialog): void => {
    setTold(null);
    if (may(name)) setDialog(name);
  };
  // The queue's keys lead here with the dialog open; taken out of the address, it opens once.
  useEffect(() => {
    const wished = values['open'];
    if (wished === 'approve' || wished === 'reject') {
      change({ open: null }, { replace: true });
      openDialog(wished);
    }
  }, []);
  const claim = async (): Promise<void> => {
    const what = actions.claim ? 'claim' : 'release';
    if (!actions.claim && !actions.release) return;
    await claiming.run(() => desk.post(`/cases/${found.id}/${what}`));
    await reload();
  };
  useKeys({
    u: () => navigate('/admin/pages/review-queue'),
    c: () => void claim(),
    a: () => openDialog('approve'),
    r: () => openDialog('reject'),
    '?': () => setHelping(true),
  });
  const done = async (text: string): Promise<void> => {
    setDialog(null);
    setTold(text);
    await reload();
  };
  return (
    <>
      <Standing found={found} />
      {told ? <Note tone="positive">{told}</Note> : null}
      <CaseActions
        found={found}
        busy={claiming.busy}
        onClaim={() => void claim()}
        onOpen={openDialog}
        onHelp={() => setHelping(true)}
      />
      <Refusal error={claiming.error} />
      {dialog ? (
        <CaseDialog
          name={dialog}
          found={found}
          onClose={() => {
            setDialog(null);
            void reload();
          }}
          onDone={(text) => void done(text)}
        />
      ) : null}
      <div className="columns">
        <div>
          <DeclarationPart found={found} />
          <DecisionPart found={found} />
          <NotesPart found={found} onChange={reload} />
          <TimelinePart found={found} />
        </div>
        <div>
          <MoneyPart found={found} onChange={reload} />
          <ContractPart found={found} />
          <OthersPart found={found} />
          <MailsPart found={found} />
        </div>
      </div>
      {helping ? (
        <KeyHelp
          keys={['u', 'c', 'a', 'r'].map((key) => [key, t(`cases.keys.${key}`)])}
          onClose={() => setHelping(false)}
        />
      ) : null}
    </>
  );
}

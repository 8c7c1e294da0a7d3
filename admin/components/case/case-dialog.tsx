import React, { useState } from 'react';
import type { CaseAction } from '../../../src/order-support/case.view.js';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { TextField } from '../frame/fields';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { ApproveDialog } from './approve-dialog';
import type { CaseDialogProps } from './case-dialog-props';
import { RejectDialog } from './reject-dialog';

/** Acts that ask something first. */
export type OpenDialog = Extract<
  CaseAction,
  'approve' | 'reject' | 'revoke' | 'retry' | 'match' | 'withdrawProposal'
>;

const PATHS = {
  revoke: 'revoke',
  retry: 'retry',
  match: 'match',
  withdrawProposal: 'withdraw-proposal',
} as const;

/** The dialog of one act. */
export function CaseDialog({
  name,
  ...props
}: CaseDialogProps & { name: OpenDialog }): React.JSX.Element {
  switch (name) {
    case 'approve':
      return <ApproveDialog {...props} />;
    case 'reject':
      return <RejectDialog {...props} />;
    case 'match':
      return <MatchDialog {...props} />;
    case 'revoke':
    case 'retry':
    case 'withdrawProposal':
      return <PlainDialog name={name} {...props} />;
  }
}

/** Says what will happen, and does it. */
function PlainDialog({
  name,
  found,
  onClose,
  onDone,
}: CaseDialogProps & { name: 'revoke' | 'retry' | 'withdrawProposal' }): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const act = async (): Promise<void> => {
    const path = `/cases/${found.id}/${PATHS[name]}`;
    if (await run(() => desk.post(path, { version: found.version })))
      onDone(t(`cases.done.${name}`));
  };
  return (
    <ActDialog
      title={`${t(`cases.actions.${name}`)}: ${found.reference}`}
      verb={t(`cases.actions.${name}`)}
      busy={busy}
      error={error}
      onAct={() => void act()}
      onClose={onClose}
    >
      <p>{t(`cases.about.${name}`)}</p>
    </ActDialog>
  );
}

/** Names the subscription that a declaration without sign-in is about. */
function MatchDialog({ found, onClose, onDone }: CaseDialogProps): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const [subscriptionId, setSubscriptionId] = useState('');
  const match = async (): Promise<void> => {
    const body = { version: found.version, subscriptionId: subscriptionId.trim() };
    if (await run(() => desk.post(`/cases/${found.id}/match`, body))) onDone(t('cases.done.match'));
  };
  return (
    <ActDialog
      title={t('cases.actions.match')}
      verb={t('cases.actions.match')}
      busy={busy}
      error={error}
      onAct={() => void match()}
      onClose={onClose}
    >
      <p>{t('cases.about.match')}</p>
      <TextField
        label={t('cases.subscriptionId')}
        required
        value={subscriptionId}
        onChange={setSubscriptionId}
      />
    </ActDialog>
  );
}

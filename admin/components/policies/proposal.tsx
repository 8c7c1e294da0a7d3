import React, { useState } from 'react';
import type { ProposalView } from '../../../src/policies/list-proposals.js';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { TextField } from '../frame/fields';
import { useMe } from '../frame/me';
import { Refusal } from '../frame/notice';
import { useAct } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { DifferenceTable } from './difference-table';

/** One proposal, and what the reader may do about it: nobody seconds their own. */
export function Proposal({
  proposal,
  onDecided,
}: {
  proposal: ProposalView;
  onDecided: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const open = proposal.state === 'open';
  return (
    <article className="proposal">
      <p>
        <strong>{proposal.proposedBy.name}</strong> <Time at={proposal.proposedAt} />:{' '}
        {proposal.reason}
      </p>
      <p className="muted">
        {t('policies.basedOn', { version: proposal.basedOn })} ·{' '}
        {proposal.effectiveFrom ? (
          <>
            {t('policies.from')} <Time at={proposal.effectiveFrom} />
          </>
        ) : (
          t('policies.atOnce')
        )}
        {open
          ? null
          : ` · ${t(`policies.states.${proposal.state}`, { version: proposal.version ?? 0 })}`}
        {proposal.decidedBy ? ` · ${proposal.decidedBy.name}` : null}
        {proposal.note ? ` · ${proposal.note}` : null}
      </p>
      {open ? (
        <>
          <DifferenceTable differences={proposal.changes} />
          <Verdicts proposal={proposal} onDecided={onDecided} />
        </>
      ) : null}
    </article>
  );
}

function Verdicts({
  proposal,
  onDecided,
}: {
  proposal: ProposalView;
  onDecided: () => void;
}): React.JSX.Element | null {
  const { t } = useTexts();
  const me = useMe();
  const { busy, error, run } = useAct();
  const [rejecting, setRejecting] = useState(false);
  const decide = async (verdict: string): Promise<void> => {
    if (await run(() => desk.post(`/policies/proposals/${proposal.id}/${verdict}`))) onDecided();
  };
  if (proposal.proposedBy.id === me.id) {
    return (
      <>
        <p className="hint">{t('policies.ownProposal')}</p>
        <button type="button" disabled={busy} onClick={() => void decide('withdraw')}>
          {t('policies.verdicts.withdraw')}
        </button>
        <Refusal error={error} />
      </>
    );
  }
  if (!me.may('policies.second')) return null;
  return (
    <>
      <Refusal error={error} />
      <div className="actions">
        <button
          type="button"
          className="primary"
          disabled={busy}
          onClick={() => void decide('second')}
        >
          {t('policies.verdicts.second')}
        </button>
        <button type="button" disabled={busy} onClick={() => setRejecting(true)}>
          {t('policies.verdicts.reject')}
        </button>
      </div>
      {rejecting ? (
        <RejectDialog
          id={proposal.id}
          onClose={() => setRejecting(false)}
          onDone={() => {
            setRejecting(false);
            onDecided();
          }}
        />
      ) : null}
    </>
  );
}

/** The reason goes back to whoever proposed it. */
function RejectDialog({
  id,
  onClose,
  onDone,
}: {
  id: string;
  onClose: () => void;
  onDone: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const [note, setNote] = useState('');
  const reject = async (): Promise<void> => {
    if (await run(() => desk.post(`/policies/proposals/${id}/reject`, { note }))) onDone();
  };
  return (
    <ActDialog
      title={t('policies.verdicts.reject')}
      verb={t('policies.verdicts.reject')}
      busy={busy}
      error={error}
      onAct={() => void reject()}
      onClose={onClose}
    >
      <TextField label={t('policies.note')} required value={note} onChange={setNote} />
    </ActDialog>
  );
}

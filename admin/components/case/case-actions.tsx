import React from 'react';
import { Link } from 'react-router-dom';
import type { CaseView } from '../../../src/order-support/case.view.js';
import { useTexts } from '../frame/use-texts';
import type { OpenDialog } from './case-dialog';

const DIALOGS: readonly OpenDialog[] = [
  'approve',
  'reject',
  'revoke',
  'retry',
  'match',
  'withdrawProposal',
];

/** What may be done now, as far as state and role allow; the first that decides is the primary one. */
export function CaseActions({
  found,
  busy,
  onClaim,
  onOpen,
  onHelp,
}: {
  found: CaseView;
  busy: boolean;
  onClaim: () => void;
  onOpen: (name: OpenDialog) => void;
  onHelp: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { actions } = found;
  const claims = actions.claim ? 'claim' : actions.release ? 'release' : null;
  const possible = DIALOGS.filter((name) => actions[name]);
  return (
    <div className="actions case-actions">
      {claims ? (
        <button type="button" disabled={busy} onClick={onClaim}>
          {t(`cases.actions.${claims}`)}
        </button>
      ) : null}
      {possible.map((name) => (
        <button
          key={name}
          type="button"
          className={name === 'approve' ? 'primary' : undefined}
          onClick={() => onOpen(name)}
        >
          {t(`cases.actions.${name}`)}
        </button>
      ))}
      <Link to="/admin/pages/review-queue">{t('cases.back')}</Link>
      <button type="button" onClick={onHelp}>
        {t('frame.keys')} <kbd>?</kbd>
      </button>
    </div>
  );
}

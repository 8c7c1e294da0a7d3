import React, { useState } from 'react';
import type { Page as ListPage } from '../../../src/api/page.js';
import type { ProposalView } from '../../../src/policies/list-proposals.js';
import type { VersionsPage } from '../../../src/policies/read-policies.js';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Section } from '../frame/page';
import { useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { ComparePolicies } from './compare-policies';
import { ProposeDialog } from './propose-dialog';
import { Proposal } from './proposal';

const REFRESH_SECONDS = 15;

/** The eligibility policy: what is proposed and waits for a second person, and how versions differ. */
export default function Policies(): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const versions = useDesk<VersionsPage>('/policies', REFRESH_SECONDS);
  const proposals = useDesk<ListPage<ProposalView>>('/policies/proposals', REFRESH_SECONDS);
  const [proposing, setProposing] = useState(false);
  const newest = versions.data?.data[0];
  const all = proposals.data?.data ?? [];
  const open = all.filter((proposal) => proposal.state === 'open');
  const decided = all.filter((proposal) => proposal.state !== 'open');
  const reload = (): void => {
    void versions.reload();
    void proposals.reload();
  };
  return (
    <Page
      title={t('policies.title')}
      lead={t('policies.lead')}
      actions={
        me.may('policies.propose') && newest ? (
          <button type="button" className="primary" onClick={() => setProposing(true)}>
            {t('policies.propose')}
          </button>
        ) : null
      }
    >
      <Refusal error={versions.error ?? proposals.error} />
      {versions.waiting ? <Waiting /> : null}
      {proposing && newest ? (
        <ProposeDialog
          basedOn={newest.version}
          onClose={() => setProposing(false)}
          onDone={() => {
            setProposing(false);
            reload();
          }}
        />
      ) : null}
      {proposals.data ? (
        <Section title={t('policies.open')}>
          {open.length === 0 ? <Empty>{t('policies.noneOpen')}</Empty> : null}
          {open.map((proposal) => (
            <Proposal key={proposal.id} proposal={proposal} onDecided={reload} />
          ))}
        </Section>
      ) : null}
      {versions.data ? <ComparePolicies versions={versions.data.data} /> : null}
      {decided.length > 0 ? (
        <Section title={t('policies.decided')}>
          {decided.map((proposal) => (
            <Proposal key={proposal.id} proposal={proposal} onDecided={reload} />
          ))}
        </Section>
      ) : null}
    </Page>
  );
}

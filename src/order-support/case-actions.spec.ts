import { describe, expect, it } from '@jest/globals';
import { staffRoles } from '../staff/permissions.js';
import { caseActions, type CaseStand } from './case-actions.js';

const waiting: CaseStand = {
  state: 'in_review',
  decided: false,
  matched: true,
  failedFrom: null,
  filedBy: null,
  claimedBy: null,
  proposedBy: null,
  endable: true,
  releasable: false,
  failedRefund: false,
};
const agent = { id: 'a', role: 'agent' } as const;
const offered = (
  stand: Partial<CaseStand>,
  reader: Parameters<typeof caseActions>[1] = agent,
): string[] =>
  Object.entries(caseActions({ ...waiting, ...stand }, reader))
    .filter(([, may]) => may)
    .map(([act]) => act)
    .sort();

describe('the acts of a case', () => {
  it.each([
    ['waiting', {}, ['approve', 'claim', 'note', 'reject', 'revoke']],
    [
      'claimed by the reader',
      { claimedBy: 'a' },
      ['approve', 'note', 'reject', 'release', 'revoke'],
    ],
    ['claimed by another', { claimedBy: 'b' }, ['approve', 'claim', 'note', 'reject', 'revoke']],
    ['filed by the reader', { filedBy: 'a' }, ['claim', 'note', 'revoke']],
    [
      'proposed by the reader',
      { proposedBy: 'a' },
      ['approve', 'claim', 'note', 'reject', 'revoke', 'withdrawProposal'],
    ],
    ['unmatched', { matched: false }, ['claim', 'match', 'note', 'reject', 'revoke']],
    ['not endable', { endable: false }, ['claim', 'note', 'reject', 'revoke']],
    ['decided', { decided: true }, ['note', 'revoke']],
    ['scheduled', { state: 'scheduled' }, ['note', 'revoke']],
    ['completed', { state: 'completed' }, ['note']],
    ['failed', { state: 'failed', failedFrom: 'requested' }, ['note', 'reject', 'retry', 'revoke']],
    [
      'failed at its end',
      { state: 'failed', failedFrom: 'scheduled' },
      ['note', 'retry', 'revoke'],
    ],
    ['held', { state: 'completed', releasable: true }, ['note', 'releaseRefund']],
    ['refund failed', { state: 'completed', failedRefund: true }, ['note', 'retryRefund']],
  ] as const)('%s', (_name, stand, acts) => {
    expect(offered(stand)).toEqual([...acts].sort());
  });

  it('are none for an auditor, whatever it is', () => {
    for (const state of ['in_review', 'failed', 'scheduled', 'requested'] as const) {
      const stand = {
        state,
        releasable: true,
        failedRefund: true,
        claimedBy: 'x',
        proposedBy: 'x',
      };
      expect(offered(stand, { id: 'x', role: 'auditor' })).toEqual([]);
    }
    expect(staffRoles.filter((role) => offered({}, { id: 'x', role }).length > 0)).toEqual([
      'agent',
      'supervisor',
      'administrator',
    ]);
  });
});

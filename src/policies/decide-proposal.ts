import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { writePolicy } from '../cancellations/activate-policy.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, invalid, notFound, stateConflict } from '../shared/domain-error.js';
import { newestPolicy } from './newest-policy.js';

/** Agreed to and put in force, refused, or taken back by whoever proposed it. */
export type ProposalVerdict = 'seconded' | 'rejected' | 'withdrawn';

export interface ProposalDecision {
  id: string;
  verdict: ProposalVerdict;
  /** Why, where it is refused. */
  note: string | null;
  actor: Actor;
}

interface Row {
  document: unknown;
  basedOn: number;
  effectiveFrom: string | null;
  state: string;
  proposedBy: string;
}

const ACTIONS: Readonly<Record<ProposalVerdict, string>> = {
  seconded: 'policy.seconded',
  rejected: 'policy.rejected',
  withdrawn: 'policy.proposal_withdrawn',
};

/** Decides on a proposed policy, as the second of four eyes; the proposer may only take it back. */
@Injectable()
export class DecideProposal {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the version that came of it; null unless seconded
   * @throws DomainError `not_found`; `own_proposal`; `invalid_input` without a note for a refusal
   * @throws DomainError `state_conflict` when it is decided already, or other parameters were put in
   *   force since: then what the second person saw is not what would change
   */
  async run({ id, verdict, note, actor }: ProposalDecision): Promise<number | null> {
    if (verdict === 'rejected' && !note?.trim()) {
      const message = 'Say why, for whoever proposed it.';
      throw invalid([{ pointer: '/note', code: 'required', message }]);
    }
    const at = this.clock.now();
    return this.em.fork().transactional(async (tx) => {
      const proposal = await lock(tx, id);
      assertMayDecide(proposal, verdict, actor);
      const version =
        verdict === 'seconded' ? await this.activate(tx, id, proposal, actor, at) : null;
      await sql(
        tx,
        `update policy_proposal
            set state = $2, decided_by = $3, decided_at = $4, note = $5, version = $6 where id = $1`,
        [id, verdict, actor.id, at, note?.trim() || null, version],
      );
      await recordAudit(tx, [
        {
          at,
          action: ACTIONS[verdict],
          actor,
          subjectType: 'policy_proposal',
          subjectId: id,
          reason: note?.trim() || null,
          after: { proposedBy: proposal.proposedBy, ...(version === null ? {} : { version }) },
        },
      ]);
      return version;
    });
  }

  private async activate(
    tx: EntityManager,
    proposalId: string,
    { document, basedOn, effectiveFrom, proposedBy }: Row,
    actor: Actor,
    at: Date,
  ): Promise<number> {
    await sql(tx, 'lock table policy in share row exclusive mode');
    const newest = await newestPolicy(tx);
    if (newest.version !== basedOn) {
      const text = `Version ${newest.version} came after this was proposed. Propose it anew on top of that.`;
      throw stateConflict(text, { reason: 'policy_moved_on', version: newest.version });
    }
    const wished = effectiveFrom === null ? at : new Date(effectiveFrom);
    const { version } = await writePolicy(tx, {
      document,
      actor,
      // A day that went by while nobody decided: what was decided meanwhile stays decided.
      effectiveFrom: wished.getTime() < at.getTime() ? at : wished,
      at,
      about: { proposalId, proposedBy, secondedBy: actor.id },
    });
    return version;
  }
}

async function lock(tx: EntityManager, id: string): Promise<Row> {
  const [row] = await sql<Row>(
    tx,
    `select document, based_on as "basedOn", effective_from as "effectiveFrom", state,
            proposed_by as "proposedBy"
       from policy_proposal where id = $1 for update`,
    [id],
  );
  if (row === undefined) throw notFound('proposal');
  return row;
}

function assertMayDecide({ state, proposedBy }: Row, verdict: ProposalVerdict, actor: Actor): void {
  const own = proposedBy === actor.id;
  if (own !== (verdict === 'withdrawn')) {
    const text = own
      ? 'Nobody decides on what they proposed themselves: somebody else must.'
      : 'Only whoever proposed this may take it back.';
    throw new DomainError('forbidden', 'own_proposal', text);
  }
  if (state !== 'open') {
    throw stateConflict('This proposal is decided already. Nothing was changed.', { state });
  }
}

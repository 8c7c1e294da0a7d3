import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { decodeCursor } from '../api/cursor.js';
import { Conditions, toPage, type Page } from '../api/page.js';
import { sql } from '../database/sql.js';
import { notFound } from '../shared/domain-error.js';
import { comparePolicies, type PolicyChange } from './compare-policies.js';

interface Colleague {
  id: string;
  name: string;
}

/** A proposed policy, and what became of it. */
export interface ProposalView {
  id: string;
  state: 'open' | 'seconded' | 'rejected' | 'withdrawn';
  basedOn: number;
  reason: string;
  /** Null: as soon as it is seconded. */
  effectiveFrom: string | null;
  proposedBy: Colleague;
  proposedAt: string;
  decidedBy: Colleague | null;
  decidedAt: string | null;
  note: string | null;
  version: number | null;
  /** Field by field against the version that it is based on. */
  changes: PolicyChange[];
}

interface Row extends Omit<ProposalView, 'proposedBy' | 'decidedBy' | 'changes'> {
  proposedById: string;
  proposedByName: string;
  decidedById: string | null;
  decidedByName: string | null;
  document: unknown;
  base: unknown;
}

export interface ProposalFilter {
  limit: number;
  cursor?: string;
  id?: string;
  /** Only those that wait for a second person. */
  open?: boolean;
}

/** Proposed policies, the newest first. */
@Injectable()
export class ListProposals {
  constructor(private readonly em: EntityManager) {}

  async run({ limit, cursor, id, open }: ProposalFilter): Promise<Page<ProposalView>> {
    const conditions = new Conditions()
      .when(cursor === undefined ? undefined : decodeCursor(cursor), (place) => `q.id < ${place}`)
      .when(id, (place) => `q.id = ${place}`)
      .when(open === true ? 'open' : undefined, (place) => `q.state = ${place}`);
    const rows = await sql<Row>(
      this.em.fork(),
      `select q.id, q.state, q.based_on as "basedOn", q.reason, q.effective_from as "effectiveFrom",
              q.proposed_at as "proposedAt", q.decided_at as "decidedAt", q.note, q.version, q.document,
              b.document as base, p.id as "proposedById", p.name as "proposedByName",
              d.id as "decidedById", d.name as "decidedByName"
         from policy_proposal q
         join policy b on b.version = q.based_on
         join staff_member p on p.id = q.proposed_by
         left join staff_member d on d.id = q.decided_by
        where ${conditions.toString()} order by q.id desc limit ${limit + 1}`,
      conditions.parameters,
    );
    return toPage(rows, limit, viewOf);
  }

  /** @throws DomainError `not_found` */
  async one(id: string): Promise<ProposalView> {
    const { data } = await this.run({ limit: 1, id });
    const [proposal] = data;
    if (proposal === undefined) throw notFound('proposal');
    return proposal;
  }
}

function viewOf(row: Row): ProposalView {
  const { proposedById, proposedByName, decidedById, decidedByName, document, base, ...rest } = row;
  const instant = (text: string | null): string | null =>
    text === null ? null : new Date(text).toISOString();
  return {
    ...rest,
    effectiveFrom: instant(row.effectiveFrom),
    proposedAt: new Date(row.proposedAt).toISOString(),
    decidedAt: instant(row.decidedAt),
    proposedBy: { id: proposedById, name: proposedByName },
    decidedBy: decidedById === null ? null : { id: decidedById, name: decidedByName ?? '' },
    changes: comparePolicies(base, document),
  };
}

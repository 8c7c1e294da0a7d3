import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { policyInForce } from '../cancellations/policy-in-force.js';
import { sql } from '../database/sql.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';

/** One version of the policy. */
export interface PolicyVersionView {
  version: number;
  effectiveFrom: string;
  activatedBy: string;
  createdAt: string;
  /** Whether it decides now. */
  inForce: boolean;
}

export interface PolicyView extends PolicyVersionView {
  document: unknown;
}

export interface VersionsPage {
  data: PolicyVersionView[];
  /** The `before` of the next page; null on the last one. */
  nextBefore: number | null;
}

type Row = Omit<PolicyView, 'inForce'>;

/** The versions of the policy, the newest first, and one with its document. */
@Injectable()
export class ReadPolicies {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run({ limit, before }: { limit: number; before?: number }): Promise<VersionsPage> {
    const em = this.em.fork();
    const { version: current } = await policyInForce(em, this.clock.now());
    const rows = await sql<Row>(
      em,
      `select version, effective_from as "effectiveFrom", activated_by as "activatedBy",
              created_at as "createdAt"
         from policy where $1::integer is null or version < $1
        order by version desc limit $2`,
      [before ?? null, limit + 1],
    );
    const data = rows.slice(0, limit).map((row) => viewOf(row, current));
    return { data, nextBefore: rows.length > limit ? (data.at(-1)?.version ?? null) : null };
  }

  /** @throws DomainError `not_found` */
  async one(version: number): Promise<PolicyView> {
    const em = this.em.fork();
    const { version: current } = await policyInForce(em, this.clock.now());
    const [row] = await sql<Row>(
      em,
      `select version, effective_from as "effectiveFrom", activated_by as "activatedBy",
              created_at as "createdAt", document
         from policy where version = $1`,
      [version],
    );
    if (row === undefined) throw notFound('version of the policy');
    return { ...viewOf(row, current), document: row.document };
  }
}

function viewOf(
  { version, effectiveFrom, activatedBy, createdAt }: Row,
  current: number,
): PolicyVersionView {
  return {
    version,
    effectiveFrom: new Date(effectiveFrom).toISOString(),
    activatedBy,
    createdAt: new Date(createdAt).toISOString(),
    inForce: version === current,
  };
}

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { type Actor, systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { defaultPolicyDocument, parsePolicyDocument } from './policy-document.js';

interface PolicyRow {
  version: number;
  document: unknown;
  effective_from: string;
  activated_by: string;
}

/** A stored version of the policy. */
export interface StoredPolicy {
  version: number;
  document: unknown;
  effectiveFrom: Date;
  activatedBy: string;
}

/** Makes a document of parameters the next version of the policy, in force from an instant on. */
@Injectable()
export class ActivatePolicy {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `invalid_input` when the document is wrong; nothing is stored then */
  async run(document: unknown, actor: Actor, effectiveFrom: Date): Promise<{ version: number }> {
    const at = this.clock.now();
    return this.em
      .fork()
      .transactional((tx) => writePolicy(tx, { document, actor, effectiveFrom, at }));
  }
}

/** What becomes the next version of the policy. */
export interface NextPolicy {
  document: unknown;
  actor: Actor;
  /** In force from then on. */
  effectiveFrom: Date;
  /** When this was done. */
  at: Date;
  /** Goes into the audit log beside the version, e.g. who had proposed it. */
  about?: Readonly<Record<string, unknown>>;
}

/**
 * Writes the next version in the transaction of `tx`.
 * @throws DomainError `invalid_input` when the document is wrong; nothing is stored then
 */
export async function writePolicy(
  tx: EntityManager,
  { document, actor, effectiveFrom, at, about = {} }: NextPolicy,
): Promise<{ version: number }> {
  const parsed = parsePolicyDocument(document);
  // Versions follow each other without gaps or doubles, whoever activates at the same time.
  await sql(tx, 'lock table policy in share row exclusive mode');
  const before = await activePolicy(tx, effectiveFrom);
  const [last] = await sql<{ version: number }>(
    tx,
    'select coalesce(max(version), 0)::int as version from policy',
  );
  const version = (last?.version ?? 0) + 1;
  await sql(
    tx,
    `insert into policy (version, document, effective_from, activated_by)
         values ($1, $2::json, $3, $4)`,
    [version, JSON.stringify(parsed), effectiveFrom.toISOString(), actor.name],
  );
  await recordAudit(tx, [
    {
      at,
      action: 'policy.activated',
      actor,
      subjectType: 'policy',
      subjectId: String(version),
      before: before && { version: before.version, document: before.document },
      after: { version, effectiveFrom: effectiveFrom.toISOString(), document: parsed, ...about },
    },
  ]);
  return { version };
}

/** The version in force at the instant: the highest of those whose day has come. */
export async function activePolicy(em: EntityManager, at: Date): Promise<StoredPolicy | null> {
  const [row] = await sql<PolicyRow>(
    em,
    `select version, document, effective_from, activated_by from policy
      where effective_from <= $1 order by version desc limit 1`,
    [at.toISOString()],
  );
  if (row === undefined) return null;
  return {
    version: row.version,
    document: row.document,
    effectiveFrom: new Date(row.effective_from),
    activatedBy: row.activated_by,
  };
}

/** Version 1 for a database without any policy, in force since ever; run under the migration lock. */
export async function ensureDefaultPolicy(em: EntityManager): Promise<void> {
  const [found] = await sql(em, 'select 1 from policy limit 1');
  if (found === undefined) {
    await new ActivatePolicy(em, new Clock()).run(
      defaultPolicyDocument,
      systemActor('setup'),
      new Date(0),
    );
  }
}

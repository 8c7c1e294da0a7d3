import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { invalid, type FieldError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import { scopes as knownScopes, type Scope } from './access.entities.js';
import { hashToken, newToken } from './api-key-token.js';

export interface NewApiKey {
  name: string;
  scopes: readonly string[];
  /** Left out: the operator's own client, which sees every account. */
  client?: string;
  /** E-mail addresses of accounts that the client is given, in addition to those it has. */
  accounts?: readonly string[];
  actor: Actor;
}

/** The only time that the key itself is seen: it is stored as a hash. */
export interface CreatedApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  key: string;
}

const OPERATOR = 'operator';

/** Makes a key, and its client when there is none of that name yet. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(wanted: NewApiKey): Promise<CreatedApiKey> {
    const problems = problemsOf(wanted);
    if (problems.length > 0) throw invalid(problems);
    const scopes = [...new Set(wanted.scopes)] as Scope[];
    const created = { id: newId(), name: wanted.name.trim(), scopes, key: newToken() };
    await this.em.fork().transactional(async (tx) => {
      const client = await findOrCreateClient(tx, wanted.client);
      await giveAccounts(tx, client.id, wanted.accounts ?? []);
      await sql(
        tx,
        `insert into api_key (id, client_id, name, key_hash, scopes, created_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [created.id, client.id, created.name, hashToken(created.key), scopes, this.clock.now()],
      );
      await recordAudit(tx, [
        {
          at: this.clock.now(),
          action: 'api_key.created',
          actor: wanted.actor,
          subjectType: 'api_key',
          subjectId: created.id,
          after: { clientId: client.id, operator: client.operator, scopes },
        },
      ]);
    });
    return created;
  }
}

function problemsOf({ name, scopes, client, accounts }: NewApiKey): FieldError[] {
  const problems: FieldError[] = [];
  const wrong = (pointer: string, code: string, message: string): void =>
    void problems.push({ pointer, code, message });
  const known: readonly string[] = knownScopes;
  if (name.trim() === '' || name.length > 100) {
    wrong('/name', 'invalid_length', 'The name must have 1 to 100 characters.');
  }
  if (scopes.length === 0) wrong('/scopes', 'required', 'Name at least one scope.');
  for (const [index, scope] of scopes.entries()) {
    if (known.includes(scope)) continue;
    const message = `There is no scope ${JSON.stringify(scope)}: take from ${known.join(', ')}.`;
    wrong(`/scopes/${index}`, 'unknown_scope', message);
  }
  if (client !== undefined && (client.trim() === '' || client.length > 100)) {
    wrong('/client', 'invalid_length', 'The name of a client must have 1 to 100 characters.');
  }
  if ((client ?? OPERATOR) === OPERATOR && (accounts?.length ?? 0) > 0) {
    const message = "Accounts are given to a client's key: name the client. The operator sees all.";
    wrong('/accounts', 'client_required', message);
  }
  return problems;
}

async function findOrCreateClient(
  tx: EntityManager,
  name: string | undefined,
): Promise<{ id: string; operator: boolean }> {
  const wanted = name?.trim() ?? OPERATOR;
  await sql(
    tx,
    `insert into client (id, name, operator) values ($1, $2, $3) on conflict (name) do nothing`,
    [newId(), wanted, wanted === OPERATOR],
  );
  const [client] = await sql<{ id: string; operator: boolean }>(
    tx,
    `select id, operator from client where name = $1`,
    [wanted],
  );
  if (!client) throw new Error('A client that was just written cannot be read.');
  return client;
}

async function giveAccounts(
  tx: EntityManager,
  clientId: string,
  emails: readonly string[],
): Promise<void> {
  if (emails.length === 0) return;
  const wanted = emails.map((email) => email.trim().toLowerCase());
  const found = await sql<{ id: string; email: string }>(
    tx,
    `select id, lower(email) as email from account where lower(email) = any($1::text[])`,
    [wanted],
  );
  const known = new Set(found.map(({ email }) => email));
  const problems = wanted.flatMap((email, index) =>
    known.has(email)
      ? []
      : [
          {
            pointer: `/accounts/${index}`,
            code: 'unknown_account',
            message: `There is no account with the e-mail address ${emails[index]}.`,
          },
        ],
  );
  if (problems.length > 0) throw invalid(problems);
  await sql(
    tx,
    `insert into client_account (client_id, account_id)
     select $1, unnest($2::uuid[]) on conflict do nothing`,
    [clientId, found.map(({ id }) => id)],
  );
}

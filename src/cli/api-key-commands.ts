import type { Command } from 'commander';
import { scopes as knownScopes, type Scope } from '../access/access.entities.js';
import { CreateApiKey } from '../access/create-api-key.js';
import { RevokeApiKey } from '../access/revoke-api-key.js';
import { operatorActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { withDatabase } from './database-session.js';
import { answer, UsageError } from './output.js';

interface CreateOptions {
  name: string;
  scopes: string;
  client?: string;
  accounts?: string;
}

/** `desk api-key create` and `desk api-key revoke`. */
export function apiKeyCommands(desk: Command): void {
  const apiKey = desk.command('api-key').description('keys of the /v1 API');
  apiKey
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <list>', `comma list of ${knownScopes.join(', ')}`)
    .option('--client <name>', 'the client it belongs to; without one it sees every account')
    .option('--accounts <emails>', "comma list of the client's accounts, by e-mail")
    .action(async (options: CreateOptions, command: Command) => {
      await create(options, Boolean(command.optsWithGlobals()['json']));
    });
  apiKey
    .command('revoke')
    .description('end a key at once')
    .argument('<id>', 'as create answered it')
    .action(async (id: string, _options: unknown, command: Command) => {
      const json = Boolean(command.optsWithGlobals()['json']);
      await withDatabase((em) => new RevokeApiKey(em, new Clock()).run(id, operatorActor));
      await answer(json, { id, revoked: true }, [`The key ${id} is revoked.`]);
    });
}

async function create(options: CreateOptions, json: boolean): Promise<void> {
  const name = options.name.trim();
  if (name === '') throw new UsageError('--name must not be empty');
  if (options.client?.trim() === '') throw new UsageError('--client must not be empty');
  if (options.accounts !== undefined && options.client === undefined) {
    throw new UsageError('--accounts are those of a --client: name one');
  }
  const scopes = parseScopes(options.scopes);
  const key = await withDatabase((em) =>
    new CreateApiKey(em, new Clock()).run({
      name,
      scopes,
      ...(options.client !== undefined && { client: options.client.trim() }),
      ...(options.accounts !== undefined && { accounts: listOf(options.accounts) }),
      actor: operatorActor,
    }),
  );
  await answer(json, { id: key.id, name: key.name, scopes: key.scopes, key: key.key }, [
    `id      ${key.id}`,
    `name    ${key.name}`,
    `scopes  ${key.scopes.join(',')}`,
    `key     ${key.key}`,
    '',
    'Keep the key now: it is not shown again.',
  ]);
}

function parseScopes(text: string): Scope[] {
  const wanted = [...new Set(listOf(text))];
  if (wanted.length === 0) throw new UsageError('--scopes must name at least one scope');
  const unknown = wanted.filter((scope) => !(knownScopes as readonly string[]).includes(scope));
  if (unknown.length > 0) {
    throw new UsageError(
      `unknown scope ${unknown.join(', ')}; there are ${knownScopes.join(', ')}`,
    );
  }
  return wanted as Scope[];
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

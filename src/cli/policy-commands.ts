import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ActivatePolicy, activePolicy } from '../cancellations/activate-policy.js';
import { parsePolicyDocument } from '../cancellations/policy-document.js';
import { operatorActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { DomainError, type FieldError, notFound } from '../shared/domain-error.js';
import { withDatabase } from './database-session.js';
import { answer, CommandFailed } from './output.js';

/** `desk policy show`, `check` and `activate`. */
export function policyCommands(desk: Command): void {
  const policy = desk.command('policy').description('the eligibility policy');
  policy
    .command('show')
    .description('print the version in force')
    .action(async (_options: unknown, command: Command) => {
      await show(Boolean(command.optsWithGlobals()['json']));
    });
  policy
    .command('check')
    .description('say whether a file holds a valid policy')
    .argument('<file>', 'JSON')
    .action(async (file: string, _options: unknown, command: Command) => {
      await check(file, Boolean(command.optsWithGlobals()['json']));
    });
  policy
    .command('activate')
    .description('make a file the next version, in force from now on')
    .argument('<file>', 'JSON')
    .action(async (file: string, _options: unknown, command: Command) => {
      await activate(file, Boolean(command.optsWithGlobals()['json']));
    });
}

async function show(json: boolean): Promise<void> {
  const clock = new Clock();
  const stored = await withDatabase((em) => activePolicy(em, clock.now()));
  if (stored === null) throw notFound('policy in force');
  const lines = JSON.stringify(stored.document, null, 2).split('\n');
  await answer(json, stored, [
    `Version ${stored.version}, in force since ${stored.effectiveFrom.toISOString()}, activated by ${stored.activatedBy}`,
    ...lines,
  ]);
}

async function check(file: string, json: boolean): Promise<void> {
  const errors = await errorsOf(file);
  await answer(
    json,
    { valid: errors.length === 0, errors },
    errors.length === 0 ? [`${file} is a valid policy.`] : errors.map((error) => error.message),
  );
  if (errors.length > 0) throw new CommandFailed('the policy is invalid');
}

async function activate(file: string, json: boolean): Promise<void> {
  const document = await readJson(file);
  const { version } = await withDatabase((em) => {
    const clock = new Clock();
    return new ActivatePolicy(em, clock).run(document, operatorActor, clock.now());
  });
  await answer(json, { version }, [`Version ${version} is in force.`]);
}

async function errorsOf(file: string): Promise<FieldError[]> {
  try {
    parsePolicyDocument(await readJson(file));
    return [];
  } catch (error) {
    if (error instanceof DomainError && error.extra.errors) return error.extra.errors;
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  const refuse = (why: string): DomainError =>
    new DomainError('malformed', 'not_json', `${file} ${why}.`);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(`cannot be read (${error.code ?? error.message})`);
  });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw refuse(`is not JSON: ${(error as Error).message}`);
  }
}

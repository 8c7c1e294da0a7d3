import { Command, CommanderError } from 'commander';
import { SettingsError } from '../config/settings.js';
import { EmbeddedPostgresError } from '../database/embedded-postgres.js';
import { MigrationError } from '../database/migrate.js';
import { ImportFileError } from '../importing/read-records.js';
import { DomainError } from '../shared/domain-error.js';
import { apiKeyCommands } from './api-key-commands.js';
import { auditCommands } from './audit-commands.js';
import { dataCommands } from './data-commands.js';
import { batchCommands } from './batch-commands.js';
import { CommandFailed, note, UsageError, writeOut } from './output.js';
import { policyCommands } from './policy-commands.js';
import { queueCommands } from './queue-commands.js';
import { refundCommands } from './refund-commands.js';
import { serviceCommands } from './service-commands.js';
import { staffCommands } from './staff-commands.js';

/** Says of commander's output where it goes: help is an answer, what is wrong is not. */
function program(written: Promise<void>[]): Command {
  const desk = new Command('desk')
    .description('Cancellation Desk on the command line')
    .option('--json', 'answer as JSON')
    .showHelpAfterError('Try again with --help.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void written.push(writeOut(text)),
      writeErr: (text) => void process.stderr.write(text),
    });
  serviceCommands(desk);
  dataCommands(desk);
  batchCommands(desk);
  apiKeyCommands(desk);
  staffCommands(desk);
  policyCommands(desk);
  queueCommands(desk);
  auditCommands(desk);
  refundCommands(desk);
  return finish(desk);
}

/** What every command shares; subcommands made by `command()` inherit the rest from their parent. */
function finish(command: Command): Command {
  for (const sub of command.commands) {
    const isLeaf = sub.commands.length === 0;
    if (isLeaf && !sub.options.some((option) => option.long === '--json')) {
      sub.option('--json', 'answer as JSON');
    }
    finish(sub);
  }
  return command;
}

/**
 * The `desk` command.
 * @param argv what follows the name of the command
 * @returns the exit code: 0, 1 (ran and failed) or 2 (used wrongly)
 */
export async function run(argv: string[]): Promise<number> {
  const written: Promise<void>[] = [];
  try {
    await program(written).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCode(error);
  } finally {
    await Promise.all(written);
  }
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandFailed) return 1;
  if (error instanceof UsageError) {
    note(`error: ${error.message}`);
    return 2;
  }
  note(`error: ${describe(error)}`);
  return 1;
}

/** One clear line for what an operator can mend; a stack for what only a programmer can. */
function describe(error: unknown): string {
  if (error instanceof DomainError) {
    const { errors } = error.extra;
    return errors ? errors.map((one) => one.message).join('\n') : error.message;
  }
  const ours = [SettingsError, EmbeddedPostgresError, MigrationError, ImportFileError];
  if (ours.some((type) => error instanceof type)) return (error as Error).message;
  const code = connectionCode(error);
  if (code !== null) return `The database does not let us in (${code}): check DATABASE_URL.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The code of a failure to reach the database or to sign in to it; null for everything else. */
function connectionCode(error: unknown): string | null {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', '28P01'];
  codes.push('28000', '3D000', '57P03', '53300', 'EAI_AGAIN');
  for (let seen: unknown = error; seen instanceof Error; seen = seen.cause) {
    const code = 'code' in seen ? String(seen.code) : '';
    if (codes.includes(code)) return code;
  }
  return null;
}

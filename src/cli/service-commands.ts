import type { Command } from 'commander';
import { migrateDown, migrateUp, migrationStatus } from '../database/migrate.js';
import { withDatabaseUrl } from './database-session.js';
import { answer, UsageError } from './output.js';

/** `desk serve` and `desk migrate`. */
export function serviceCommands(desk: Command): void {
  desk
    .command('serve')
    .description('run the application, as npm start does')
    .action(async () => {
      const { serve } = await import('../main.js');
      await serve();
    });
  desk
    .command('migrate')
    .description('bring the database up to this version, one migration down, or say where it is')
    .argument('[direction]', 'up, down or status', 'up')
    .action(async (direction: string, _options: unknown, command: Command) => {
      await migrate(direction, Boolean(command.optsWithGlobals()['json']));
    });
}

async function migrate(direction: string, json: boolean): Promise<void> {
  if (!['up', 'down', 'status'].includes(direction)) {
    throw new UsageError(`migrate goes up or down or tells its status, not ${direction}`);
  }
  await withDatabaseUrl(async (url, settings) => {
    if (direction === 'status') {
      const status = await migrationStatus(url);
      await answer(json, status, [
        ...status.applied.map((name) => `applied  ${name}`),
        ...status.pending.map((name) => `pending  ${name}`),
        ...status.unknown.map((name) => `unknown  ${name} (made by a newer version)`),
        `queue tables: ${status.queueSchema === null ? 'none' : `version ${status.queueSchema}`}`,
      ]);
    } else if (direction === 'up') {
      const applied = await migrateUp(url, { queue: settings.REDIS_URL === undefined });
      const lines = applied.length > 0 ? applied : ['nothing to apply'];
      await answer(json, { applied }, lines);
    } else {
      const reverted = await migrateDown(url);
      const lines = reverted.length > 0 ? reverted : ['nothing to take back'];
      await answer(json, { reverted }, lines);
    }
  });
}

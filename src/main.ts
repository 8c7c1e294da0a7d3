import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { MikroORM } from '@mikro-orm/postgresql';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { configureHttp } from './api/configure-http.js';
import { AppModule } from './app.module.js';
import { readDemoPassword, readSecrets } from './config/secrets.js';
import { readSettings, type Settings } from './config/settings.js';
import { defaultDataDir } from './database/embedded-postgres.js';
import { migrateUp } from './database/migrate.js';
import { openDatabase, type OpenDatabase } from './database/open-database.js';
import { ormOptions } from './database/orm-options.js';
import { demoCustomers } from './demo/demo-data.js';
import { demoStaff } from './demo/demo-staff.js';
import { seedDemo } from './demo/seed-demo.js';
import { setDemoPassword } from './demo/set-demo-password.js';
import { createFirstAdministrator } from './staff/members/create-first-administrator.js';
import { explainStartFailure } from './start-failure.js';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Starts the application: database, migrations, demo data, all roles on one port. Returns once it is
 * ready; a signal then drains the work in hand and gives the database back, the last one out stops it.
 */
export async function serve(): Promise<void> {
  const settings = readSettings(process.env);
  const dataDir = settings.DATA_DIR ?? defaultDataDir();
  const database = await openDatabase(settings, say);
  let app: NestExpressApplication | undefined;
  try {
    if (settings.embedded) await mkdir(dataDir, { recursive: true });
    const secrets = await readSecrets(settings, dataDir);
    await migrateUp(database.url, { queue: settings.REDIS_URL === undefined });
    const demoPassword = settings.demo
      ? await seed(database.url, await readDemoPassword(settings, dataDir))
      : null;
    await makeFirstAdministrator(database.url, settings);
    app = await NestFactory.create<NestExpressApplication>(
      AppModule.forRoot({ settings, secrets, databaseUrl: database.url }),
      // What Nest tells of its own start helps nobody; faults are told all the same.
      { logger: ['warn', 'error', 'fatal'], bodyParser: false, abortOnError: false },
    );
    configureHttp(app, settings);
    await app.init();
    app.useLogger(app.get(Logger));
    await app.listen(settings.PORT, settings.host);
    stopOnSignal(app, database);
    announce(settings, demoPassword);
  } catch (error) {
    // Its workers run already when the port turns out to be in use: the database goes last.
    await app?.close();
    await database.close();
    throw error;
  }
}

/** Answers the password of the demo's customers, as far as this start knows it. */
async function seed(url: string, password: string | null): Promise<string | null> {
  const orm = await MikroORM.init(ormOptions(url, 2));
  try {
    await seedDemo(orm.em.fork(), new Date());
    return await setDemoPassword(orm.em.fork(), password, new Date());
  } finally {
    await orm.close(true);
  }
}

async function makeFirstAdministrator(url: string, settings: Settings): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = settings;
  if (email === undefined || password === undefined) return;
  const orm = await MikroORM.init(ormOptions(url, 1));
  try {
    await createFirstAdministrator(orm.em.fork(), { email, password }, new Date());
  } finally {
    await orm.close(true);
  }
}

/**
 * The first signal drains, later ones are the same wish again (npm may pass Ctrl-C on twice).
 * The database goes last: jobs in hand still need it.
 */
function stopOnSignal(app: NestExpressApplication, database: OpenDatabase): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    say(`${signal}: finishing the work in hand …`);
    void app
      .close()
      .then(() => database.close())
      .then(
        () => process.exit(signal === 'SIGINT' ? 130 : 143),
        (error: unknown) => {
          say(explainStartFailure(error));
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function announce(settings: Settings, demoPassword: string | null): void {
  say(`Cancellation Desk is ready: ${settings.baseUrl}`);
  say(`  roles      ${settings.ROLES.join(', ')}`);
  if (settings.has('api')) {
    say(`  reference  ${settings.baseUrl}/docs`);
  }
  if (settings.has('console')) say(`  console    ${settings.baseUrl}/admin`);
  if (settings.demo) {
    if (settings.SMTP_URL === undefined) say(`  mail       ${settings.baseUrl}/dev/mailbox`);
    say(`  customers  ${demoCustomers.join(', ')}`);
    say(`  staff      ${demoStaff.map(({ email }) => email).join(', ')}`);
    say(
      `  password   ${demoPassword ?? 'as shown at the first start; DEMO_PASSWORD sets another'}`,
    );
  }
}

/** Runs `serve` and turns what stops a start into one clear line. */
export async function start(): Promise<void> {
  try {
    await serve();
  } catch (error) {
    say(explainStartFailure(error));
    process.exit(1);
  }
}

const called = process.argv[1];
if (called !== undefined && realpathSync(called) === fileURLToPath(import.meta.url)) await start();

import type { EntityManager } from '@mikro-orm/postgresql';
import type { Command } from 'commander';
import type { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';
import { operatorActor, type StaffRole } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { notFound } from '../shared/domain-error.js';
import { CreateStaff } from '../staff/members/create-staff.js';
import { DisableStaff } from '../staff/members/disable-staff.js';
import { IssueStaffLink } from '../staff/members/issue-staff-link.js';
import { ListStaff, type StaffView } from '../staff/members/list-staff.js';
import { linkAddress, type StaffLink } from '../staff/members/staff-link.js';
import { UnlockStaff } from '../staff/members/unlock-staff.js';
import { staffRoles } from '../staff/permissions.js';
import { withDatabase } from './database-session.js';
import { answer, UsageError } from './output.js';

const clock = new Clock();
/** Of one page; the list goes on until there is none left. */
const PAGE = 200;

/** `desk staff create|list|disable|enable|unlock|link`. */
export function staffCommands(desk: Command): void {
  const staff = desk.command('staff').description('who works in the console');
  staff
    .command('create')
    .description('make a member; prints a link, good once, to set the password')
    .requiredOption('--email <email>', 'what they sign in with')
    .requiredOption('--role <role>', `one of ${staffRoles.join(', ')}`)
    .option('--name <name>', 'what colleagues see; without one what stands before the @')
    .action(async (options: CreateOptions, command: Command) => create(options, asJson(command)));
  staff
    .command('list')
    .description('all members, the newest first')
    .action(async (_options: unknown, command: Command) => list(asJson(command)));
  for (const disabled of [true, false]) {
    staff
      .command(disabled ? 'disable' : 'enable')
      .description(disabled ? 'shut a member out at once' : 'let a disabled member in again')
      .argument('<email>')
      .action(async (email: string, _options: unknown, command: Command) => {
        await withMember(email, (em, id) =>
          new DisableStaff(em, clock).run(id, disabled, operatorActor),
        );
        const said = disabled ? 'is disabled; their sessions have ended' : 'may sign in again';
        await answer(asJson(command), { email, disabled }, [`${email} ${said}.`]);
      });
  }
  staff
    .command('unlock')
    .description('forget wrong passwords and codes, and the lock that they made')
    .argument('<email>')
    .action(async (email: string, _options: unknown, command: Command) => {
      const unlocked = await withMember(email, (em, id) =>
        new UnlockStaff(em, clock).run(id, operatorActor),
      );
      const said = unlocked ? 'is unlocked' : 'was not locked';
      await answer(asJson(command), { email, unlocked }, [`${email} ${said}.`]);
    });
  staff
    .command('link')
    .description('print a new link, good once, to set the password')
    .argument('<email>')
    .action(async (email: string, _options: unknown, command: Command) => {
      const made = await withMember(email, async (em, id, settings) => {
        const link = await new IssueStaffLink(em, clock).run(id, operatorActor);
        return linkView(settings, link);
      });
      await answer(asJson(command), { email, ...made }, linkLines(made));
    });
}

interface CreateOptions {
  email: string;
  role: string;
  name?: string;
}

async function create(options: CreateOptions, json: boolean): Promise<void> {
  const role = staffRoles.find((one) => one === options.role) as StaffRole | undefined;
  if (role === undefined) {
    throw new UsageError(`unknown role ${options.role}; there are ${staffRoles.join(', ')}`);
  }
  const { email, name } = options;
  const made = await withDatabase(async (em, settings) => {
    const wanted = { email, name, role, actor: operatorActor };
    const { link, ...member } = await new CreateStaff(em, clock).run(wanted);
    return { ...member, ...linkView(settings, link) };
  });
  await answer(json, made, [`id    ${made.id}`, `role  ${made.role}`, ...linkLines(made)]);
}

async function list(json: boolean): Promise<void> {
  const members = await withDatabase(async (em) => {
    const use = new ListStaff(em, clock);
    const all: StaffView[] = [];
    let cursor: string | undefined;
    do {
      const page = await use.run({ limit: PAGE, cursor });
      all.push(...page.data);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return all;
  });
  await answer(json, members, members.map(lineOf));
}

function lineOf({ email, role, disabled, lockedUntil, secondFactor }: StaffView): string {
  const marks = [
    disabled ? 'disabled' : null,
    lockedUntil === null ? null : `locked until ${lockedUntil}`,
    secondFactor ? 'second factor' : null,
  ].filter((mark) => mark !== null);
  return `${role.padEnd(13)}  ${email}${marks.length > 0 ? `  (${marks.join(', ')})` : ''}`;
}

/** @throws DomainError `not_found` for an address that no member has */
async function withMember<T>(
  email: string,
  work: (em: EntityManager, id: string, settings: Settings) => Promise<T>,
): Promise<T> {
  return withDatabase(async (em, settings) => {
    const [member] = await sql<{ id: string }>(
      em,
      `select id from staff_member where lower(email) = lower($1)`,
      [email.trim()],
    );
    if (member === undefined) throw notFound('member of the staff');
    return work(em, member.id, settings);
  });
}

interface LinkView {
  link: string;
  linkExpiresAt: string;
}

function linkView({ baseUrl }: Settings, link: StaffLink): LinkView {
  return { link: linkAddress(baseUrl, link), linkExpiresAt: link.expiresAt.toISOString() };
}

function linkLines({ link, linkExpiresAt }: LinkView): string[] {
  return [`link  ${link}`, '', `It works once, until ${linkExpiresAt}. It is not shown again.`];
}

function asJson(command: Command): boolean {
  return Boolean(command.optsWithGlobals()['json']);
}

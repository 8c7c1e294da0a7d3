import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { may, staffRoles } from '../../src/staff/permissions.js';
import { listStaffRoutes, type StaffRouteEntry } from '../../src/staff/staff-routes.js';
import { newId } from '../../src/shared/ids.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';

/** What a look at anything may write: sessions are prolonged, and new ones begin. */
const WORKED_ON = ['staff_session'];
const READING = ['GET', 'HEAD'];

/** Every route of the console, read from the controllers themselves: a new one is in here at once. */
describe('the routes of the console', () => {
  let desk: Desk;
  let routes: StaffRouteEntry[];
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    routes = listStaffRoutes(desk.app);
  });
  afterAll(() => desk.stop());

  /** The address with ids of nothing in the place of its parameters. */
  const addressOf = ({ path }: StaffRouteEntry): string =>
    path.replace(/\{?[:*][\w]+\}?/g, () => newId());
  const ask = (
    client: Pick<StaffClient, 'request'>,
    route: StaffRouteEntry,
    headers: Record<string, string> = {},
  ): ReturnType<StaffClient['request']> =>
    client.request(route.method, addressOf(route), {
      headers,
      ...(READING.includes(route.method) ? {} : { body: {} }),
    });
  const stranger = (origin: string): Pick<StaffClient, 'request'> => ({
    request: async (method, path, { body, headers = {} } = {}) => {
      const response = await fetch(new URL(path, desk.url), {
        method,
        redirect: 'manual',
        headers: { 'Content-Type': 'application/json', Origin: origin, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, unknown>;
      return { status: response.status, body: json, text, headers: response.headers };
    },
  });
  const nameOf = ({ method, path }: StaffRouteEntry): string => `${method} ${path}`;

  it('are there, and each says who may use it', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(routes.filter(({ rule }) => rule === undefined)).toEqual([]);
    expect(routes.filter(({ rule }) => rule?.kind === 'open').map(nameOf)).toEqual(
      expect.arrayContaining(['GET /admin/login', 'POST /admin/login', 'POST /admin/logout']),
    );
  });

  it('are shut for whoever is not signed in, and change nothing', async () => {
    const before = await desk.snapshot(undefined, WORKED_ON);
    const answers: Record<string, number> = {};
    const shut = routes.filter(({ rule }) => rule?.kind !== 'open');
    for (const route of shut) {
      const { status, headers } = await ask(stranger(desk.url), route);
      // A page leads to the sign-in instead.
      const led = status === 303 && headers.get('location')?.startsWith('/admin/login?next=');
      answers[nameOf(route)] = led ? 401 : status;
    }
    expect(answers).toEqual(Object.fromEntries(shut.map((route) => [nameOf(route), 401])));
    expect(await desk.snapshot(undefined, WORKED_ON)).toEqual(before);
  });

  it.each(staffRoles)('answer %s by the table of permissions', async (role) => {
    const client = await signInStaff(desk, role);
    const barred = routes.filter(
      ({ rule }) => rule?.kind === 'permission' && !may(role, rule.permission),
    );
    const before = await desk.snapshot(undefined, WORKED_ON);
    for (const route of barred) {
      const { status, body } = await ask(client, route);
      expect([nameOf(route), status, body['code']]).toEqual([
        nameOf(route),
        403,
        'missing_permission',
      ]);
    }
    expect(await desk.snapshot(undefined, WORKED_ON)).toEqual(before);
    const open = routes.filter(
      ({ rule }) => rule?.kind === 'permission' && may(role, rule.permission),
    );
    for (const route of open) {
      // One of them ends the session.
      const one = route.path.includes('/me/sessions') ? await signInStaff(desk, role) : client;
      const { status } = await ask(one, route);
      expect([nameOf(route), [401, 403].includes(status)]).toEqual([nameOf(route), false]);
      expect([nameOf(route), status >= 500 && status !== 503]).toEqual([nameOf(route), false]);
    }
  });

  it('take no change that another site asks for, whoever is signed in', async () => {
    const client = await signInStaff(desk, 'administrator');
    const before = await desk.snapshot(undefined, WORKED_ON);
    const changing = routes.filter(({ method }) => !READING.includes(method));
    const foreign: Record<string, string>[] = [
      { Origin: 'https://evil.example' },
      { Origin: desk.url, 'Sec-Fetch-Site': 'cross-site' },
    ];
    for (const route of changing) {
      for (const headers of foreign) {
        const { status, body } = await ask(client, route, headers);
        expect([nameOf(route), status, body['code']]).toEqual([
          nameOf(route),
          403,
          'foreign_origin',
        ]);
      }
    }
    expect(await desk.snapshot(undefined, WORKED_ON)).toEqual(before);
    expect((await client.get('/admin/api/me')).status).toBe(200);
  });
});

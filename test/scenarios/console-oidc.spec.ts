import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeStaff } from '../factories/staff.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { BrowserSession, type BrowserPage } from '../support/browser-session.js';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  TestIdentityProvider,
  type Person,
} from '../support/identity-provider.js';
import { actions, audited, browserOf, isSignedIn } from './support/staff-world.js';

/** What a visit to the provider and back may write when it is refused. */
const OWN = ['staff_member', 'staff_identity', 'audit_entry', 'account', 'account_identity'];
const PATH = '/admin/login/provider';

describe("the staff's sign-in by an OpenID Connect provider", () => {
  let provider: TestIdentityProvider;
  let desk: Desk;
  let subjects = 0;
  const env = (): Record<string, string> => ({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET: CLIENT_SECRET,
    OIDC_NAME: 'Example ID',
    OIDC_STAFF_CLAIM: 'groups',
    OIDC_STAFF_ROLES: 'desk-admins=administrator,desk-leads=supervisor,desk=agent',
    STAFF_SECOND_FACTOR: 'required',
  });

  beforeAll(async () => {
    provider = await TestIdentityProvider.listen();
    desk = await startDesk({ backend: onPostgres, env: env() });
    provider.serve(desk.url);
  });
  afterAll(async () => {
    await desk.stop();
    await provider.stop();
  });

  /** Somebody new sits in front of the browser. */
  function comes(person: Person): string {
    provider.visitor = `staff-${(subjects += 1)}`;
    provider.people.set(provider.visitor, person);
    return provider.visitor;
  }

  /** From the button to the provider; answers where that sends the browser back to. */
  async function leave(one: BrowserSession, path = PATH): Promise<string> {
    const left = await one.get(path);
    expect(left.status).toBe(303);
    const back = new URL(await provider.visit(left.location ?? ''));
    expect([back.origin, back.pathname]).toEqual([desk.url, `${PATH}/return`]);
    return back.pathname + back.search;
  }
  const signIn = async (one: BrowserSession, path?: string): Promise<BrowserPage> =>
    one.get(await leave(one, path));
  const member = async (email: string): Promise<Record<string, unknown> | undefined> => {
    const [row] = await desk.sql(
      `select id, email, name, role, password_hash as hash from staff_member where email = $1`,
      [email],
    );
    return row;
  };
  async function expectRefusal(page: BrowserPage, words: string): Promise<void> {
    expect([page.status, page.text.includes(words)]).toEqual([403, true]);
    expect(page.text).toContain('name="password"');
  }

  it('makes a member at the first sign-in, with the role of the claim, and leads on', async () => {
    const one = browserOf(desk);
    expect((await one.get('/admin/login')).text).toContain('Sign in with Example ID');
    comes({
      email: 'lee@example.com',
      email_verified: true,
      name: 'Lee Lead',
      groups: ['x', 'desk', 'desk-leads'],
    });
    const page = await signIn(one, `${PATH}?next=%2Fadmin%2Fpages%2Fx`);
    expect([page.status, page.location]).toEqual([303, '/admin/pages/x']);
    // The provider sees to the second factor, where one is required.
    expect(await isSignedIn(one)).toBe(true);
    const made = await member('lee@example.com');
    expect(made).toMatchObject({ name: 'Lee Lead', role: 'supervisor', hash: null });
    expect(await audited(desk, String(made?.['id']))).toEqual([
      { action: 'staff.created', by: 'system', after: { role: 'supervisor' } },
      { action: 'staff.signed_in', by: 'staff', after: { by: 'identity_provider' } },
    ]);
  });

  it('finds the same person again, and follows the claim to another role', async () => {
    const subject = comes({ email: 'kim@example.com', email_verified: true, groups: 'desk' });
    await signIn(browserOf(desk));
    const before = await member('kim@example.com');
    provider.people.set(subject, {
      email: 'moved@example.com',
      email_verified: true,
      groups: ['desk-admins'],
    });
    const one = browserOf(desk);
    expect((await signIn(one)).location).toBe('/admin');
    expect(await member('kim@example.com')).toEqual({ ...before, role: 'administrator' });
    expect(await member('moved@example.com')).toBeUndefined();
    expect(await actions(desk, String(before?.['id']))).toContain('staff.role_changed');
    // Whoever is in no group of ours any more does not come in, and keeps nothing new.
    provider.people.set(subject, { email: 'kim@example.com', email_verified: true, groups: [] });
    const snapshot = await desk.snapshot(OWN);
    await expectRefusal(await signIn(browserOf(desk)), 'No role in the console');
    expect(await desk.snapshot(OWN)).toEqual(snapshot);
  });

  it('matches a member by a verified address alone', async () => {
    const { id, email } = await makeStaff(desk.sql, { role: 'agent' });
    comes({ email, email_verified: false, groups: ['desk-admins'] });
    const before = await desk.snapshot(OWN);
    await expectRefusal(await signIn(browserOf(desk)), 'not confirmed there');
    expect(await desk.snapshot(OWN)).toEqual(before);
    comes({ email: email.toUpperCase(), email_verified: true, groups: ['desk'] });
    expect((await signIn(browserOf(desk))).location).toBe('/admin');
    expect(
      await desk.sql(`select member_id as id from staff_identity where subject = $1`, [
        provider.visitor,
      ]),
    ).toEqual([{ id }]);
  });

  it('refuses a disabled member', async () => {
    const { id, email } = await makeStaff(desk.sql);
    await desk.sql(`update staff_member set disabled_at = now() where id = $1`, [id]);
    comes({ email, email_verified: true, groups: ['desk-admins'] });
    const before = await desk.snapshot(OWN);
    expect((await signIn(browserOf(desk))).status).toBe(403);
    expect(await desk.snapshot(OWN)).toEqual(before);
  });

  it('takes an answer once, in the browser that asked, under a new session', async () => {
    comes({ email: 'sam@example.com', email_verified: true, groups: ['desk'] });
    const one = browserOf(desk);
    const back = await leave(one);
    const early = one.copy();
    const before = await desk.snapshot(OWN);
    await expectRefusal(await browserOf(desk).get(back), 'That took too long');
    expect(await desk.snapshot(OWN)).toEqual(before);
    await one.get(back);
    expect(await isSignedIn(one)).toBe(true);
    expect(await isSignedIn(early)).toBe(false);
    const replayed = browserOf(desk);
    await leave(replayed);
    await expectRefusal(await replayed.get(back), 'did not sign you in');
  });

  it('means nothing at the customer doors, nor they here', async () => {
    comes({ email: 'ada@example.com', email_verified: true, groups: ['desk'] });
    const one = browserOf(desk);
    await signIn(one);
    expect((await one.get('/account')).status).toBe(303);
    const customer = browserOf(desk);
    const left = await customer.get('/sign-in/oidc');
    const back = new URL(await provider.visit(left.location ?? ''));
    const crossed = await customer.get(`${PATH}/return${back.search}`);
    await expectRefusal(crossed, 'That took too long');
  });

  it('does not exist where no claim is set', async () => {
    const { OIDC_STAFF_CLAIM: _claim, OIDC_STAFF_ROLES: _roles, ...rest } = env();
    const plain = await startDesk({ backend: onPostgres, env: { ...rest, ROLES: 'console' } });
    const one = browserOf(plain);
    const { text } = await one.get('/admin/login');
    const answers = [await one.get(PATH), await one.get(`${PATH}/return`)];
    await plain.stop();
    expect(text).not.toContain(PATH);
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

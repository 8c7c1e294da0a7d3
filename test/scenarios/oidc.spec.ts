import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeAccount, type AccountRow } from '../factories/account.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { BrowserSession, type BrowserPage } from '../support/browser-session.js';
import { CLIENT_ID, CLIENT_SECRET, TestIdentityProvider } from '../support/identity-provider.js';

/** What a visit to the provider and back may write when it is refused. */
const OWN = ['account', 'account_identity', 'account_password', 'audit_entry', 'notification'];

describe('sign-in by an OpenID Connect provider', () => {
  let provider: TestIdentityProvider;
  let desk: Desk;
  let subjects = 0;

  beforeAll(async () => {
    provider = await TestIdentityProvider.listen();
    desk = await startDesk({
      backend: onPostgres,
      env: {
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT_ID,
        OIDC_CLIENT_SECRET: CLIENT_SECRET,
        OIDC_NAME: 'Example ID',
      },
    });
  });
  afterAll(async () => {
    await desk.stop();
    await provider.stop();
  });
  afterEach(() => {
    provider.visitor = null;
  });

  const customer = (): Promise<AccountRow> => makeAccount(desk.sql, { language: 'en' });
  const sessions = (): Promise<unknown[]> =>
    desk.sql(`select sid from portal_session where sess->>'accountId' is not null`);
  const isSignedIn = async (one: BrowserSession): Promise<boolean> =>
    (await one.get('/account')).status === 200;

  /** Somebody new sits in front of the browser. */
  function comes(email: string | undefined, verified: boolean | undefined): string {
    provider.visitor = `subject-${(subjects += 1)}`;
    provider.people.set(provider.visitor, { email, email_verified: verified });
    return provider.visitor;
  }

  /** From the button to the provider; answers where that sends the browser back to. */
  async function leave(one: BrowserSession, path = '/sign-in/oidc'): Promise<string> {
    const left = await one.get(path);
    expect(left.status).toBe(303);
    const back = new URL(await provider.visit(left.location ?? ''));
    expect(back.origin).toBe(desk.url);
    return back.pathname + back.search;
  }

  async function signIn(one: BrowserSession, path?: string): Promise<BrowserPage> {
    return one.get(await leave(one, path));
  }

  async function expectRefusal(page: BrowserPage, words: string): Promise<void> {
    expect([page.status, page.text.includes(words)]).toEqual([403, true]);
    expect(page.text).toContain('name="password"');
  }

  it('begins without the provider, says so, and works once it is there', async () => {
    const one = new BrowserSession(desk.url);
    expect((await one.get('/sign-in')).text).toContain('Sign in with Example ID');
    const before = await desk.snapshot();
    const page = await one.get('/sign-in/oidc');
    expect(page.status).toBe(503);
    expect(page.text).toContain('The provider does not answer');
    expect(await desk.snapshot()).toEqual(before);
    provider.serve(desk.url);
    expect((await one.get('/sign-in/oidc')).status).toBe(303);
  });

  it('goes there with PKCE, state and nonce', async () => {
    const one = new BrowserSession(desk.url);
    const { location } = await one.get('/sign-in/oidc');
    const asked = Object.fromEntries(new URL(location ?? '').searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: CLIENT_ID,
      scope: 'openid email',
      code_challenge_method: 'S256',
      redirect_uri: `${desk.url}/sign-in/oidc/callback`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[name]).toMatch(/^[\w-]{43}$/);
    }
  });

  it('matches a verified address, remembers who it was, and leads on', async () => {
    const account = await customer();
    const subject = comes(account.email.toUpperCase(), true);
    const one = new BrowserSession(desk.url);
    const page = await signIn(one, '/sign-in/oidc?next=%2Faccount%2Fsubscriptions');
    expect([page.status, page.location]).toEqual([303, '/account/subscriptions']);
    expect(await isSignedIn(one)).toBe(true);
    expect(
      await desk.sql(`select account_id as id from account_identity where subject = $1`, [subject]),
    ).toEqual([{ id: account.id }]);
    expect(
      await desk.sql(`select action, after from audit_entry where subject_id = $1`, [account.id]),
    ).toEqual([{ action: 'account.signed_in', after: { by: 'identity_provider' } }]);
    // The provider knows another address now: it is the same person all the same.
    provider.people.set(subject, { email: 'moved@example.com', email_verified: true });
    const again = new BrowserSession(desk.url);
    expect((await signIn(again)).location).toBe('/digital-locker');
    expect(await isSignedIn(again)).toBe(true);
  });

  it('renews the session id', async () => {
    const account = await customer();
    comes(account.email, true);
    const one = new BrowserSession(desk.url);
    const back = await leave(one);
    const early = one.copy();
    await one.get(back);
    expect(one.cookies.get('desk_session')).not.toBe(early.cookies.get('desk_session'));
    expect(await isSignedIn(one)).toBe(true);
    expect(await isSignedIn(early)).toBe(false);
  });

  it.each([
    ['does not vouch for', false],
    ['says nothing about', undefined],
  ])('refuses an address that the provider %s', async (_title, verified) => {
    const account = await customer();
    comes(account.email, verified);
    const before = await desk.snapshot(OWN);
    const one = new BrowserSession(desk.url);
    await expectRefusal(await signIn(one), 'Your e-mail address is not confirmed there');
    expect(await desk.snapshot(OWN)).toEqual(before);
    expect(await isSignedIn(one)).toBe(false);
  });

  it('refuses whoever has no address, or one that nobody bought with', async () => {
    const before = await desk.snapshot(OWN);
    comes(undefined, undefined);
    await expectRefusal(await signIn(new BrowserSession(desk.url)), 'not confirmed there');
    comes('stranger@example.com', true);
    await expectRefusal(await signIn(new BrowserSession(desk.url)), 'no account with this address');
    expect(await desk.snapshot(OWN)).toEqual(before);
  });

  it('takes a refusal of the provider for one', async () => {
    const before = [await desk.snapshot(OWN), await sessions()];
    provider.visitor = null;
    await expectRefusal(await signIn(new BrowserSession(desk.url)), 'did not sign you in');
    expect([await desk.snapshot(OWN), await sessions()]).toEqual(before);
  });

  it('takes an answer once, in the browser that asked, and unaltered', async () => {
    const account = await customer();
    comes(account.email, true);
    const one = new BrowserSession(desk.url);
    const back = await leave(one);
    const before = [await desk.snapshot(OWN), await sessions()];
    // Another browser, as when somebody is lured to sign in as somebody else.
    await expectRefusal(await new BrowserSession(desk.url).get(back), 'That took too long');
    const other = new BrowserSession(desk.url);
    await leave(other);
    await expectRefusal(await other.get(back), 'did not sign you in');
    await expectRefusal(
      await one.get(back.replace(/state=[^&]*/, 'state=other')),
      'did not sign you in',
    );
    // The altered answer has used the visit up.
    await expectRefusal(await one.get(back), 'That took too long');
    expect([await desk.snapshot(OWN), await sessions()]).toEqual(before);
    await signIn(one);
    expect(await isSignedIn(one)).toBe(true);
  });

  it('leads a visitor who is signed in on, and writes nothing', async () => {
    const account = await customer();
    comes(account.email, true);
    const one = new BrowserSession(desk.url);
    await signIn(one);
    const before = await desk.snapshot();
    for (const path of ['/sign-in/oidc', '/sign-in/oidc/callback?code=x&state=y', '/sign-in']) {
      expect((await one.get(path)).location).toBe('/digital-locker');
    }
    expect(await desk.snapshot()).toEqual(before);
  });

  it('does not exist where none is set', async () => {
    const plain = await startDesk({ backend: onPostgres, env: { ROLES: 'portal' } });
    const one = new BrowserSession(plain.url);
    const { text } = await one.get('/sign-in');
    const answers = [await one.get('/sign-in/oidc'), await one.get('/sign-in/oidc/callback')];
    await plain.stop();
    expect(text).not.toContain('/sign-in/oidc');
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });
});

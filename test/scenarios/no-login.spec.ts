import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { MatchCancellation } from '../../src/cancellations/match-cancellation.js';
import { ReviewCancellation } from '../../src/cancellations/review-cancellation.js';
import { RevokeCancellation } from '../../src/cancellations/revoke-cancellation.js';
import { SweepCancellations } from '../../src/cancellations/sweep-cancellations.js';
import { ensureDefaultPolicy } from '../../src/cancellations/activate-policy.js';
import type { Actor } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { makeCustomer, PASSWORD } from '../factories/password.js';
import { makeSubscription, type SubscriptionRow } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends, onPostgres } from '../support/backends.js';
import type { BrowserPage } from '../support/browser-session.js';
import { browserAt, declare, hiddenOf, type Fields } from './support/no-login.js';

const agent: Actor = { type: 'staff', id: newId(), name: 'Order support', role: 'agent' };
const NAME = 'Anna Kowalska';

interface Known {
  email: string;
  contract: string;
  subscription: SubscriptionRow;
}

async function known(
  desk: Desk,
  wish: Parameters<typeof makeSubscription>[1] = {},
): Promise<Known> {
  const account = await makeCustomer(desk.sql, { language: 'en', name: NAME });
  const subscription = await makeSubscription(desk.sql, { accountId: account.id, ...wish });
  return { email: account.email, contract: subscription.serviceTags[0] as string, subscription };
}

const byAddress = (desk: Desk, email: string): Promise<Record<string, unknown>[]> =>
  desk.sql(
    `select c.* from cancellation c join declaration d on d.id = c.id
      where d.content -> 'declarant' ->> 'email' = $1 order by c.id`,
    [email],
  );

/** The one cancellation declared with this address, once it has left `requested`. */
const decided = (desk: Desk, email: string): Promise<Record<string, unknown>> =>
  desk.waitFor(
    `select c.* from cancellation c join declaration d on d.id = c.id
      where d.content -> 'declarant' ->> 'email' = $1 and c.state <> 'requested'
      order by c.id desc limit 1`,
    [email],
  );

interface Mail {
  template: string;
  recipient: string;
  text: string;
}

async function mails(desk: Desk, cancellationId: unknown): Promise<Mail[]> {
  const all = `select template, recipient, text, state from notification where cancellation_id = $1 order by id`;
  await desk.waitFor(
    async () =>
      !(await desk.sql(all, [cancellationId])).some((mail) => mail['state'] === 'pending'),
  );
  return desk.sql<Mail & Record<string, unknown>>(all, [cancellationId]);
}

const outline = (all: Mail[]): string[] =>
  all.map(({ template, recipient }) => `${template} to ${recipient}`);

const subscriptionRow = async (desk: Desk, id: string): Promise<unknown> =>
  (await desk.sql(`select * from subscription where id = $1`, [id]))[0];

const reasonsOf = async (desk: Desk, cancellationId: unknown): Promise<unknown> =>
  (
    await desk.sql(
      `select reason from audit_entry where cancellation_id = $1 and action in ('cancellation.in_review', 'cancellation.rejected')
        order by id desc limit 1`,
      [cancellationId],
    )
  )[0]?.['reason'];

describeOnBackends('the door without sign-in', (backend) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk({ backend, env: { TRUST_PROXY: '1' } });
    await ensureDefaultPolicy(desk.orm.em.fork());
  });
  afterAll(() => desk.stop());

  const get = <T>(type: new (...args: never[]) => T): T => desk.app.get(type, { strict: false });

  it('ends a matched contract with its paid period, and its owner takes that back by the link', async () => {
    const { email, contract, subscription } = await known(desk);
    const before = await subscriptionRow(desk, subscription.id);
    const typed = { name: ' KOWALSKA, anna ', email, contract: ` ${contract.toLowerCase()} ` };
    const answer = await declare(browserAt(desk), typed);
    expect([answer.status, answer.location]).toEqual([
      303,
      expect.stringMatching(/^\/receipts\/[\w-]{43}$/),
    ]);

    const cancellation = await decided(desk, email);
    expect(cancellation).toMatchObject({
      state: 'scheduled',
      door: 'no_login',
      subscription_id: subscription.id,
      account_id: subscription.accountId,
      effective: 'end_of_period',
      effective_at: new Date('2026-07-01T00:00:00Z'),
    });
    expect(await subscriptionRow(desk, subscription.id)).toMatchObject({ status: 'ending' });
    const sent = await mails(desk, cancellation['id']);
    expect(outline(sent)).toEqual([`received to ${email}`, `revoke_link to ${email}`]);
    expect(sent[0]?.text).toContain('KOWALSKA, anna');
    expect(sent[0]?.text).not.toContain('Premium Support');

    const link = /\/take-back\/\S+/.exec(sent[1]?.text ?? '')?.[0] as string;
    const owner = browserAt(desk);
    const page = await owner.get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('1 July 2026');
    // Opening the link, as mail scanners do, changes nothing.
    expect(await subscriptionRow(desk, subscription.id)).toMatchObject({ status: 'ending' });
    expect((await owner.post(link)).location).toBe(link);
    expect((await owner.get(link)).text).toContain('The cancellation was taken back');
    expect(await subscriptionRow(desk, subscription.id)).toEqual(before);
    const revoked = await desk.sql(`select * from audit_entry order by id`);
    // Once more, and by an old page: it stays as it is.
    expect((await owner.post(link)).status).toBe(303);
    expect(
      await desk.sql(`select * from audit_entry where action like 'cancellation.%' order by id`),
    ).toEqual(revoked.filter(({ action }) => String(action).startsWith('cancellation.')));
  });

  it('says clearly when a link can do nothing any more, and knows no other link', async () => {
    const { email, contract, subscription } = await known(desk);
    await declare(browserAt(desk), { name: NAME, email, contract });
    const { id } = await decided(desk, email);
    const sent = await mails(desk, id);
    const link = /\/take-back\/\S+/.exec(sent[1]?.text ?? '')?.[0] as string;
    await desk.sql(
      `update cancellation set state = 'completed', completed_at = effective_at where id = $1`,
      [id],
    );
    const before = await subscriptionRow(desk, subscription.id);
    const owner = browserAt(desk);
    const page = await owner.get(link);
    expect(page.text).toContain('It cannot be taken back any more');
    expect(page.text).not.toContain('<button class="primary"');
    await owner.get('/cancel');
    expect((await owner.post(link)).status).toBe(303);
    expect(await subscriptionRow(desk, subscription.id)).toEqual(before);
    const foreign = `/take-back/${newId()}.${link.split('.').at(-1)}`;
    for (const wrong of [foreign, `${link}x`, '/take-back/x']) {
      expect((await owner.get(wrong)).status).toBe(404);
    }
    expect((await owner.post(foreign)).status).toBe(404);
  });

  it('honours a later wished end, on the day of the account', async () => {
    const { email, contract } = await known(desk);
    await declare(browserAt(desk), { name: NAME, email, contract, wishedEnd: '2026-08-15' });
    expect(await decided(desk, email)).toMatchObject({
      state: 'scheduled',
      // The end of 15 August in Warsaw.
      effective_at: new Date('2026-08-15T21:59:59.999Z'),
    });
  });

  it('answers and writes the same when nothing fits, and leaves that to staff', async () => {
    const { email, contract, subscription } = await known(desk);
    const other = await known(desk);
    const before = await subscriptionRow(desk, subscription.id);
    const attempts: Fields[] = [
      { name: 'Anna Nowak', email, contract },
      { name: NAME, email: `nobody-${newId()}@example.com`, contract },
      { name: NAME, email: other.email, contract },
    ];
    for (const fields of attempts) {
      const answer = await declare(browserAt(desk), fields);
      expect([answer.status, answer.location]).toEqual([
        303,
        expect.stringMatching(/^\/receipts\/[\w-]{43}$/),
      ]);
      const cancellation = await decided(desk, fields['email'] as string);
      expect(cancellation).toMatchObject({
        state: 'in_review',
        subscription_id: null,
        account_id: null,
      });
      expect(outline(await mails(desk, cancellation['id']))).toEqual([
        `received to ${fields['email']}`,
      ]);
      expect(await reasonsOf(desk, cancellation['id'])).toBe('unmatched');
    }
    expect(await subscriptionRow(desk, subscription.id)).toEqual(before);
  });

  it.each([
    ['/withdraw', {}, 'withdrawal'],
    ['/cancel', { kind: 'extraordinary', ground: 'It never worked.' }, 'extraordinary'],
  ] as const)('%s %j waits for staff, and tells the account alone', async (path, more, kind) => {
    const { email, contract, subscription } = await known(desk);
    const before = await subscriptionRow(desk, subscription.id);
    await declare(browserAt(desk), { name: NAME, email, contract, ...more }, path);
    const cancellation = await decided(desk, email);
    expect(cancellation).toMatchObject({
      state: 'in_review',
      kind,
      subscription_id: subscription.id,
    });
    expect(await reasonsOf(desk, cancellation['id'])).toContain('unverified_identity');
    expect(await subscriptionRow(desk, subscription.id)).toEqual(before);
    expect(outline(await mails(desk, cancellation['id']))).toEqual([
      `received to ${email}`,
      `in_review to ${email}`,
    ]);
  });

  it('hands a withdrawal through when staff has made sure', async () => {
    const { email, contract, subscription } = await known(desk);
    await declare(browserAt(desk), { name: NAME, email, contract }, '/withdraw');
    const { id } = await decided(desk, email);
    expect(await get(ReviewCancellation).run(String(id), { verdict: 'approve' }, agent)).toBe(
      'decided',
    );
    await desk.waitFor(`select 1 from cancellation where id = $1 and state = 'completed'`, [id]);
    expect(await subscriptionRow(desk, subscription.id)).toMatchObject({ status: 'cancelled' });
  });

  it('receives a form once, however often it is sent, and a changed one as another', async () => {
    const { email, contract } = await known(desk);
    const one = browserAt(desk);
    const form = await one.get('/cancel');
    const fields = { ...hiddenOf(form), name: NAME, email, contract, step: 'declare' };
    const both = await Promise.all([
      one.post('/cancel', fields),
      one.copy().post('/cancel', fields),
    ]);
    const again = await one.post('/cancel', fields);
    const places = [...both, again].map(({ location }) => location);
    expect(new Set(places).size).toBe(1);
    expect(places[0]).toMatch(/^\/receipts\//);
    expect(await byAddress(desk, email)).toHaveLength(1);
    const changed = await one.post('/cancel', { ...fields, contract: 'OTHER-1' });
    expect(changed.location).not.toBe(places[0]);
    expect(await byAddress(desk, email)).toHaveLength(2);
  });

  it('gives a second declaration a reference of its own and leaves the open one alone', async () => {
    const { email, contract, subscription } = await known(desk);
    await declare(browserAt(desk), { name: NAME, email, contract });
    const first = await decided(desk, email);
    const ending = await subscriptionRow(desk, subscription.id);
    await declare(browserAt(desk), { name: NAME, email, contract });
    await desk.waitFor(`select 1 from cancellation where account_id = $1 and state = 'rejected'`, [
      subscription.accountId,
    ]);
    const second = await decided(desk, email);
    expect(second).toMatchObject({ state: 'rejected', subscription_id: subscription.id });
    expect(second['reference']).not.toBe(first['reference']);
    expect(await reasonsOf(desk, second['id'])).toContain('already_requested');
    expect(
      await desk.sql(
        `select 1 from audit_entry where cancellation_id = $1 and action = 'declaration.attached'`,
        [first['id']],
      ),
    ).toHaveLength(1);
    // A stranger's withdrawal does not push the end aside that stands.
    await declare(browserAt(desk), { name: NAME, email, contract }, '/withdraw');
    const third = await desk.waitFor(
      `select * from cancellation where account_id = $1 and state = 'in_review'`,
      [subscription.accountId],
    );
    expect(third['subscription_id']).toBeNull();
    expect(await reasonsOf(desk, third['id'])).toMatch(/already_requested.*unverified_identity/);
    expect(await subscriptionRow(desk, subscription.id)).toEqual(ending);
    expect(
      (await desk.sql(`select state from cancellation where id = $1`, [first['id']]))[0],
    ).toEqual({ state: 'scheduled' });
    // Staff cannot match it while the other is open.
    const match = get(MatchCancellation).run(String(third['id']), subscription.id, agent);
    await expect(match).rejects.toMatchObject({
      code: 'already_requested',
      extra: { cancellationId: first['id'] },
    });
  });

  it('lets two that mean the same contract at once both be received, and one end it', async () => {
    const { email, contract, subscription } = await known(desk);
    const fields = { name: NAME, email, contract };
    await Promise.all([declare(browserAt(desk), fields), declare(browserAt(desk), fields)]);
    await desk.waitFor(
      async () =>
        (await byAddress(desk, email)).filter(({ state }) => state !== 'requested').length === 2,
    );
    const states = (await byAddress(desk, email)).map(({ state }) => state);
    expect(states.sort()).toEqual(['rejected', 'scheduled']);
    expect(await subscriptionRow(desk, subscription.id)).toMatchObject({ status: 'ending' });
  });

  it('lets staff reject what fits nothing, and answers at the address given', async () => {
    const email = `stranger-${newId()}@example.com`;
    await declare(browserAt(desk), { name: 'Jan Nowak', email, contract: 'NOSUCH1' });
    const { id } = await decided(desk, email);
    const review = get(ReviewCancellation);
    const before = await desk.snapshot(['cancellation', 'decision', 'subscription']);
    await expect(review.run(String(id), { verdict: 'approve' }, agent)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    expect(await desk.snapshot(['cancellation', 'decision', 'subscription'])).toEqual(before);
    await review.run(String(id), { verdict: 'reject', message: 'Which device is it?' }, agent);
    expect((await byAddress(desk, email))[0]).toMatchObject({ state: 'rejected' });
    const sent = await mails(desk, id);
    expect(outline(sent)).toEqual([`received to ${email}`, `rejected to ${email}`]);
    expect(sent[1]?.text).toContain('Which device is it?');
    expect(sent[1]?.text).toContain('We could not match your details to a contract.');
  });

  it('lets staff match it, then decide it like every other', async () => {
    const { subscription, contract } = await known(desk);
    const email = `wife-${newId()}@example.com`;
    await declare(browserAt(desk), { name: NAME, email, contract, wishedEnd: '2026-08-15' });
    const { id } = await decided(desk, email);
    const match = get(MatchCancellation);
    await expect(match.run(String(id), newId(), agent)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await match.run(String(id), subscription.id, agent);
    await expect(match.run(String(id), subscription.id, agent)).rejects.toMatchObject({
      code: 'state_conflict',
    });
    expect(await subscriptionRow(desk, subscription.id)).toMatchObject({ status: 'active' });
    await get(ReviewCancellation).run(String(id), { verdict: 'approve' }, agent);
    const done = await desk.waitFor(
      `select * from cancellation where id = $1 and state = 'scheduled'`,
      [id],
    );
    expect(done['effective_at']).toEqual(new Date('2026-08-15T21:59:59.999Z'));
    // What becomes of the contract is told to its owner alone.
    const own = (await mails(desk, id)).filter(({ recipient }) => recipient !== email);
    expect(own.map(({ template }) => template)).toEqual(['revoke_link']);
  });

  it('lets staff take back what fits nothing', async () => {
    const email = `stranger-${newId()}@example.com`;
    await declare(browserAt(desk), { name: 'Jan Nowak', email, contract: 'NOSUCH1' });
    const { id } = await decided(desk, email);
    await get(RevokeCancellation).run(String(id), agent, null);
    expect((await byAddress(desk, email))[0]).toMatchObject({ state: 'revoked' });
    expect(outline(await mails(desk, id))).toEqual([`received to ${email}`, `revoked to ${email}`]);
  });
});

describe('the door without sign-in, without a worker', () => {
  let desk: Desk;
  beforeAll(async () => {
    const env = {
      ROLES: 'portal',
      TRUST_PROXY: '1',
      RATE_LIMIT_DECLARATIONS_ADDRESS: '4/h',
      RATE_LIMIT_DECLARATIONS_MAILBOX: '2/h',
    };
    desk = await startDesk({ backend: onPostgres, env });
    await ensureDefaultPolicy(desk.orm.em.fork());
  });
  afterAll(() => desk.stop());

  const anybody = (): Fields => ({
    name: 'Jan Nowak',
    email: `jan-${newId()}@example.com`,
    contract: 'NOSUCH1',
  });
  const count = async (): Promise<unknown> =>
    (await desk.sql(`select count(*) as n from declaration`))[0]?.['n'];

  it('sends the same statements for a contract that exists and for one that does not', async () => {
    const { email, contract } = await known(desk);
    const statements = async (fields: Fields): Promise<string[]> => {
      const one = browserAt(desk);
      const form = await one.get('/cancel');
      return recordStatements(() =>
        one.post('/cancel', { ...hiddenOf(form), ...fields, step: 'declare' }),
      );
    };
    // The first one also meets what is only done once in a process.
    await statements(anybody());
    const forKnown = await statements({ name: NAME, email, contract });
    const forUnknown = await statements(anybody());
    expect(forKnown.length).toBeGreaterThan(5);
    expect(forUnknown).toEqual(forKnown);
  });

  it('is matched by the sweep when every hint was lost', async () => {
    const { email, contract } = await known(desk);
    await declare(browserAt(desk), { name: NAME, email, contract });
    const fields = anybody();
    await declare(browserAt(desk), fields);
    const sweep = desk.app.get(SweepCancellations, { strict: false });
    await sweep.run();
    expect((await byAddress(desk, email))[0]).toMatchObject({ state: 'requested' });
    desk.clock.advance({ seconds: 6 });
    await sweep.run();
    expect((await byAddress(desk, email))[0]).toMatchObject({ state: 'scheduled' });
    expect((await byAddress(desk, fields['email'] as string))[0]).toMatchObject({
      state: 'in_review',
    });
  });

  it('stops a flood from one address and one into a mailbox, known or not, and keeps what was typed', async () => {
    const { email, contract } = await known(desk);
    for (const mailbox of [email, anybody()['email'] as string]) {
      const fields = { name: NAME, email: mailbox, contract };
      for (const _ of [1, 2]) expect((await declare(browserAt(desk), fields)).status).toBe(303);
      const before = await count();
      const refused = await declare(browserAt(desk), { ...fields, email: mailbox.toUpperCase() });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
      expect(refused.text).toContain(`value="${NAME}"`);
      expect(refused.text).toContain(`value="${contract}"`);
      expect(await count()).toBe(before);
    }
    const flooder = browserAt(desk);
    for (const _ of [1, 2, 3, 4]) expect((await declare(flooder, anybody())).status).toBe(303);
    const before = await count();
    expect((await declare(flooder, anybody())).status).toBe(429);
    expect(await count()).toBe(before);
    // Neither addresses nor mailboxes lie in the limits.
    const keys = await desk.sql<{ key: string }>(`select key from portal_limit`);
    expect(keys.some(({ key }) => /@|198\.51/.test(key))).toBe(false);
  });

  it('names at each field what is wrong, keeps the rest, and writes nothing', async () => {
    const before = await desk.snapshot();
    const one = browserAt(desk);
    const form = await one.get('/cancel');
    const fields = {
      ...hiddenOf(form),
      name: 'see www.example.com',
      email: 'jan@',
      contract: ' ',
      kind: 'extraordinary',
      ground: '',
      wishedEnd: '2020-01-01',
    };
    for (const step of ['check', 'declare', 'nonsense']) {
      const page = await one.post('/cancel', { ...fields, step });
      expect(page.status).toBe(422);
      for (const field of ['name', 'email', 'contract', 'ground', 'wishedEnd']) {
        expect(page.text).toContain(`id="${field}-error"`);
      }
      expect(page.text).toContain('value="jan@"');
      expect(page.text).toContain('value="2020-01-01"');
    }
    expect((await one.post('/cancel', {})).status).toBe(422);
    expect(await desk.snapshot()).toEqual(before);
  });

  it('shows markup as the letters that it is', async () => {
    const evil = '"><script>alert(1)</script>';
    const one = browserAt(desk);
    const form = await one.get('/cancel');
    const all = { ...hiddenOf(form), ...anybody(), name: evil, contract: evil, email: evil };
    const page = await one.post('/cancel', { ...all, wishedEnd: evil, submission: evil });
    expect([page.status, page.text.includes('<script>alert')]).toEqual([422, false]);
    const ground = { kind: 'extraordinary', ground: evil };
    const summary = await one.post('/cancel', {
      ...anybody(),
      ...ground,
      submission: evil,
      step: 'check',
    });
    expect([summary.status, summary.text.includes('<script>alert')]).toEqual([200, false]);
    expect((await one.get(`/cancel?lang=${encodeURIComponent(evil)}`)).text).not.toContain(evil);
  });

  it('repeats everything before the button, and leads back to the form', async () => {
    const one = browserAt(desk);
    const form = await one.get('/cancel');
    expect(form.text).toContain('Continue');
    expect(form.text).not.toContain('Cancel now');
    const typed = { kind: 'ordinary', wishedEnd: '2026-08-15' };
    const fields: Fields = { ...hiddenOf(form), ...anybody(), ...typed };
    const summary = await one.post('/cancel', { ...fields, step: 'check' });
    for (const word of ['Jan Nowak', 'NOSUCH1', fields['email'], '15 August 2026', 'Cancel now']) {
      expect(summary.text).toContain(word);
    }
    const back = await one.post('/cancel', { ...hiddenOf(summary), step: 'edit' });
    expect(back.status).toBe(200);
    for (const value of ['Jan Nowak', 'NOSUCH1', '2026-08-15']) {
      expect(back.text).toContain(`value="${value}"`);
    }
    expect(await byAddress(desk, fields['email'] as string)).toEqual([]);
  });

  it('asks no more than the law lets us', async () => {
    const names = ({ text }: BrowserPage): string[] => [
      ...new Set(
        [...text.matchAll(/<(?:input|textarea|select)[^>]* name="([^"]+)"/g)].map(
          ([, n]) => n as string,
        ),
      ),
    ];
    const one = browserAt(desk);
    const own = ['_token', 'submission'];
    expect(names(await one.get('/cancel')).sort()).toEqual(
      [...own, 'name', 'email', 'contract', 'kind', 'ground', 'wishedEnd'].sort(),
    );
    expect(names(await one.get('/withdraw')).sort()).toEqual(
      [...own, 'name', 'email', 'contract'].sort(),
    );
  });

  it('has the button on the form itself in German, for cancelling alone', async () => {
    const one = browserAt(desk, { 'Accept-Language': 'de' });
    const form = await one.get('/cancel');
    expect(form.text).toMatch(/<button[^>]*name="step" value="declare"/);
    const fields = { ...hiddenOf(form), ...anybody(), step: 'declare' };
    expect((await one.post('/cancel', fields)).status).toBe(303);
    const [stored] = await desk.sql<{ language: string }>(
      `select content -> 'declarant' ->> 'language' as language from declaration order by id desc limit 1`,
    );
    expect(stored?.language).toBe('de');
    const withdraw = await one.get('/withdraw');
    expect(withdraw.text).toMatch(/<button[^>]*name="step" value="check"/);
  });

  it('takes no form that is not ours', async () => {
    const before = await count();
    const one = browserAt(desk);
    await one.get('/cancel');
    for (const token of [null, 'x']) {
      const page = await one.post('/cancel', { ...anybody(), step: 'declare', _token: token });
      expect(page.status).toBe(403);
    }
    expect(await count()).toBe(before);
  });

  it('asks who is signed in only what it is about', async () => {
    const young = { startedAt: '2026-06-05T00:00:00Z', periodStartsAt: '2026-06-05T00:00:00Z' };
    const { email, subscription } = await known(desk, young);
    const { accountId } = subscription;
    const old = await makeSubscription(desk.sql, { accountId, startedAt: '2026-01-01T00:00:00Z' });
    const plan = 'prosupport';
    const handed = await makeSubscription(desk.sql, { accountId, plan, startedAt: '2026-01-01' });
    const foreign = await known(desk, young);
    const one = browserAt(desk);
    await one.signIn(email, PASSWORD);
    const cancel = await one.get('/cancel');
    expect(cancel.text).not.toContain('name="email"');
    for (const id of [subscription.id, old.id]) {
      expect(cancel.text).toContain(`href="/account/subscriptions/${id}/cancel"`);
    }
    expect(cancel.text).not.toContain(foreign.subscription.id);
    // What people cancel is not offered as if one could do it alone.
    expect(cancel.text).toContain(`href="/account/subscriptions/${handed.id}/cancel"`);
    expect(cancel.text).not.toContain('Cancel ProSupport');
    const withdraw = await one.get('/withdraw');
    const address = `/account/subscriptions/${subscription.id}/cancel?kind=withdrawal`;
    expect(withdraw.text).toContain(`href="${address}"`);
    expect(withdraw.text).not.toContain(old.id);
    expect((await one.get('/cancel?other=1')).text).toContain('name="email"');
  });
});

/** The texts of all statements that the process sends meanwhile. */
async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  const { query } = pg.Client.prototype;
  const texts: string[] = [];
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text?: string }];
    texts.push(
      (typeof first === 'string' ? first : (first.text ?? '')).replace(/\s+/g, ' ').trim(),
    );
    return (query as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  // The hint to the queue leaves after the commit, and nobody waits for it.
  return texts.filter((text) => !/add_job|bullmq|queue metadata/i.test(text));
}

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { RevokeApiKey } from '../../src/access/revoke-api-key.js';
import { operatorActor } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, type Api, type ApiAnswer } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';

describeOnBackends('what the API refuses', (backend) => {
  let desk: Desk;
  let api: Api;
  let subscriptionId: string;
  let ownId: string;
  let clientKey: string;
  let readOnlyKey: string;
  let before: Record<string, string>;

  beforeAll(async () => {
    desk = await startDesk({ backend, env: { RATE_LIMIT_ADDRESS: '1000/s' } });
    api = apiClient(desk, (await desk.createKey()).key);
    subscriptionId = (await makeSubscription(desk.sql)).id;
    const account = await makeAccount(desk.sql);
    ownId = (await makeSubscription(desk.sql, { accountId: account.id })).id;
    const [{ email } = { email: '' }] = await desk.sql<{ email: string }>(
      'select email from account where id = $1',
      [account.id],
    );
    const client = { client: 'shop', accounts: [email] };
    clientKey = (await desk.createKey(undefined, client)).key;
    readOnlyKey = (await desk.createKey(['subscriptions:read'])).key;
  });
  afterAll(async () => desk?.stop());

  // Every refusal leaves every table as it was; the queue's own tables move by themselves.
  const snapshot = async (): Promise<Record<string, string>> =>
    desk.snapshot(['account', 'subscription', 'cancellation', 'declaration', 'decision', 'refund',
      'audit_entry', 'notification', 'idempotency_key', 'api_key', 'invoice', 'payment']); // prettier-ignore
  beforeEach(async () => void (before = await snapshot()));
  afterEach(async () => expect(await snapshot()).toEqual(before));

  const declaration = (more: object = {}): object => ({
    subscriptionId,
    reason: { code: 'unused' },
    ...more,
  });

  function expectProblem(answer: ApiAnswer, status: number, code: string): void {
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    expect(answer).toMatchObject({ status, body: { status, code } });
    for (const member of ['type', 'title', 'detail', 'instance']) {
      expect(answer.body[member]).toEqual(expect.stringMatching(/./));
    }
    expect(answer.text).not.toMatch(/<html|\bat .*\.(ts|js):|node_modules|select /i);
  }

  const badUtf8 = Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  it.each([
    ['malformed JSON', '{"a":', 400, 'malformed'],
    ['invalid UTF-8', badUtf8, 400, 'malformed'],
    ['endless nesting', '['.repeat(100_000), 400, 'malformed'],
    ['deep nesting', '['.repeat(999) + ']'.repeat(999), 400, 'malformed'],
    ['a body over 256 kB', `{"a":"${'x'.repeat(300_000)}"}`, 413, 'too_large'],
    ['a body of 1 MB', `{"a":"${'x'.repeat(1_048_576)}"}`, 413, 'too_large'],
    ['null', 'null', 422, 'invalid_input'],
    ['a list', '[]', 422, 'invalid_input'],
    ['a number', '5', 422, 'invalid_input'],
    ['a key of JavaScript', '{"__proto__":{}}', 422, 'invalid_input'],
  ])('%s as a body', async (_what, raw, status, code) => {
    expectProblem(await api('POST', '/v1/cancellations', { raw }), status, code);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'the content type %s',
    async (type) => {
      const call = { raw: '{}', headers: { 'Content-Type': type } };
      const answer = await api('POST', '/v1/cancellations', call);
      expectProblem(answer, 415, 'unsupported_media_type');
    },
  );

  it.each([
    [{ foo: 1 }, '/foo', 'unknown_key'],
    [{ kind: 'odd' }, '/kind', 'unknown_value'],
    [{ kind: 'extraordinary' }, '/ground', 'required'],
    [{ ground: 5 }, '/ground', 'wrong_type'],
    [{ wishedEnd: '2027-02-30T00:00:00Z' }, '/wishedEnd', 'invalid_time'],
    [{ reason: null }, '/reason', 'required'],
    [{ reason: [] }, '/reason', 'wrong_type'],
    [{ reason: { code: 'unused', more: 1 } }, '/reason/more', 'unknown_key'],
    [{ reason: { code: 'unused', comment: '\0' } }, '/reason/comment', 'invalid_text'],
    [{ subscriptionId: 'x' }, '/subscriptionId', 'invalid_uuid'],
    [{ quote: 'made up' }, '/quote', 'quote_invalid'],
  ])('%j in a declaration', async (more, pointer, code) => {
    const answer = await api('POST', '/v1/cancellations', { body: declaration(more) });
    expectProblem(answer, 422, 'invalid_input');
    expect(answer.body['errors']).toEqual([expect.objectContaining({ pointer, code })]);
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'foo=1', 'state=odd', 'reference=%00'])(
    'the query %s',
    async (query) => {
      expectProblem(await api('GET', `/v1/cancellations?${query}`), 422, 'invalid_input');
    },
  );

  it('what does not exist, and what is not yours, in the same words', async () => {
    const paths = [newId(), 'no-id', subscriptionId].flatMap((id) => [
      `/v1/subscriptions/${id}`,
      `/v1/subscriptions/${id}/cancellation-options`,
      `/v1/cancellations/${id}`,
      `/v1/cancellations/${id}/events`,
    ]);
    for (const path of [...paths, '/v1/nothing', '/nothing']) {
      expectProblem(await api('GET', path, { key: clientKey }), 404, 'not_found');
    }
    for (const body of [declaration(), declaration({ subscriptionId: newId() })]) {
      const answer = await api('POST', '/v1/cancellations', { key: clientKey, body });
      expectProblem(answer, 404, 'not_found');
    }
    const list = await api('GET', '/v1/subscriptions', { key: clientKey });
    expect(list.body['data']).toEqual([expect.objectContaining({ id: ownId })]);
  });

  it('calls without a key, with a wrong one, or without the scope', async () => {
    for (const key of [null, 'desk_short', `desk_${'a'.repeat(43)}`]) {
      const answer = await api('GET', '/v1/subscriptions', { key });
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Bearer/);
    }
    const call = { key: readOnlyKey, body: declaration() };
    expectProblem(await api('POST', '/v1/cancellations', call), 403, 'missing_scope');
  });

  it('a revoked key, at once', async () => {
    const { id, key } = await desk.createKey();
    expect((await api('GET', '/v1/subscriptions', { key })).status).toBe(200);
    await new RevokeApiKey(desk.orm.em.fork(), desk.clock).run(id, operatorActor);
    before = await snapshot();
    expectProblem(await api('GET', '/v1/subscriptions', { key }), 401, 'unauthenticated');
  });
});

describeOnBackends('rate limits', (backend) => {
  let desk: Desk;
  beforeAll(async () => {
    const env = { RATE_LIMIT_KEY: '3/m', RATE_LIMIT_ADDRESS: '2/m' };
    desk = await startDesk({ backend, env });
  });
  afterAll(async () => desk?.stop());

  it('count per key, and per address without one', async () => {
    const [one, other] = [await desk.createKey(), await desk.createKey()];
    const api = apiClient(desk, one.key);
    const get = async (key: string | null): Promise<ApiAnswer> =>
      api('GET', '/v1/subscriptions', { key });
    for (let n = 2; n >= 0; n -= 1) {
      const answer = await get(one.key);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('RateLimit-Remaining')).toBe(String(n));
    }
    const refused = await get(one.key);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await get(other.key)).status).toBe(200);
    expect([await get(null), await get(null), await get(null)].map(({ status }) => status)).toEqual(
      [401, 401, 429],
    );
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, type Api, type ApiAnswer } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';

describeOnBackends('Idempotency-Key', (backend) => {
  let desk: Desk;
  let api: Api;
  let body: { subscriptionId: string; reason: { code: string } };
  let key = 0;

  beforeAll(async () => {
    desk = await startDesk({ backend });
    api = apiClient(desk, (await desk.createKey()).key);
  });
  afterAll(async () => desk?.stop());
  beforeEach(async () => {
    const { id } = await makeSubscription(desk.sql);
    body = { subscriptionId: id, reason: { code: 'unused' } };
    key += 1;
  });

  const declare = async (name: string, sent: object = body): Promise<ApiAnswer> =>
    api('POST', '/v1/cancellations', {
      body: sent,
      headers: { 'Idempotency-Key': name, Prefer: 'wait=10' },
    });
  const count = async (): Promise<number> => {
    const sql = 'select count(*)::int as n from cancellation where subscription_id = $1';
    const [row] = await desk.sql<{ n: number }>(sql, [body.subscriptionId]);
    return row?.n ?? -1;
  };

  it('answers the first answer again, as often as it is asked', async () => {
    const first = await declare(`again ${key}`);
    expect(first.status).toBe(202);
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    // The mail of the first call writes to the audit log in its own time.
    await desk.waitFor(
      `select 1 as done where not exists (select 1 from notification where state = 'pending')`,
    );
    const before = await desk.snapshot(['cancellation', 'declaration', 'audit_entry']);
    for (let n = 0; n < 3; n += 1) {
      const again = await declare(`again ${key}`);
      expect(again.status).toBe(202);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('Idempotent-Replayed')).toBe('true');
      expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    }
    expect(await desk.snapshot(['cancellation', 'declaration', 'audit_entry'])).toEqual(before);
  });

  it('remembers a conflict, word for word', async () => {
    await declare(`first ${key}`);
    const refused = await declare(`second ${key}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'already_requested' } });
    const again = await declare(`second ${key}`);
    expect(again).toMatchObject({ status: 409, body: refused.body });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await count()).toBe(1);
  });

  it('refuses another body under the same key', async () => {
    await declare(`other ${key}`);
    const other = { ...body, externalRef: 'another' };
    const answer = await declare(`other ${key}`, other);
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await count()).toBe(1);
  });

  it('lets one of many simultaneous calls through', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => declare(`many ${key}`)));
    for (const { status, body: answer } of answers) {
      if (status !== 202) expect(answer['code']).toBe('idempotency_in_flight');
    }
    expect(answers.some(({ status }) => status === 202)).toBe(true);
    expect(await count()).toBe(1);
  });

  it('does not remember what failed validation', async () => {
    const wrong = { ...body, kind: 'odd' };
    expect((await declare(`wrong ${key}`, wrong)).status).toBe(422);
    expect(await count()).toBe(0);
    expect((await declare(`wrong ${key}`)).status).toBe(202);
    expect(await count()).toBe(1);
  });

  it('belongs to the client', async () => {
    const [{ email } = { email: '' }] = await desk.sql<{ email: string }>(
      `select email from account join subscription s on s.account_id = account.id where s.id = $1`,
      [body.subscriptionId],
    );
    const shop = await desk.createKey(undefined, { client: `shop ${key}`, accounts: [email] });
    await declare(`mine ${key}`);
    const headers = { 'Idempotency-Key': `mine ${key}` };
    const answer = await api('POST', '/v1/cancellations', { key: shop.key, body, headers });
    expect(answer).toMatchObject({ status: 409, body: { code: 'already_requested' } });
  });

  it('takes over what a died process left in flight, after a minute, and expires after a day', async () => {
    await declare(`stale ${key}`);
    const left = `update idempotency_key set response_status = null, response_body = null,
                         response_headers = null where key = $1`;
    await desk.sql(left, [`stale ${key}`]);
    const early = await declare(`stale ${key}`);
    expect(early).toMatchObject({ status: 409, body: { code: 'idempotency_in_flight' } });
    desk.clock.advance({ seconds: 61 });
    const late = await declare(`stale ${key}`);
    expect(late).toMatchObject({ status: 409, body: { code: 'already_requested' } });
    desk.clock.advance({ hours: 24, seconds: 1 });
    const { id } = await makeSubscription(desk.sql);
    expect((await declare(`stale ${key}`, { ...body, subscriptionId: id })).status).toBe(202);
  });

  it.each(['', 'x'.repeat(256)])('refuses a key of no or too many characters', async (name) => {
    expect(await declare(name)).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(await count()).toBe(0);
  });
});

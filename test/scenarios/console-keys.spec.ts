import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeAccount } from '../factories/account.js';
import { apiClient } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';

const BASE = '/admin/api/api-keys';

describe('API keys in the console', () => {
  let desk: Desk;
  let boss: StaffClient;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    boss = await signInStaff(desk, 'administrator');
  });
  afterAll(() => desk.stop());

  it('are made, shown once, and end at once', async () => {
    const { email } = await makeAccount(desk.sql);
    const made = await boss.post(BASE, {
      name: 'Shop',
      scopes: ['subscriptions:read'],
      client: 'The shop',
      accounts: [email],
    });
    expect([made.status, made.body]).toMatchObject([
      201,
      { name: 'Shop', client: { name: 'The shop', operator: false }, revokedAt: null },
    ]);
    const { id, key } = made.body;
    expect(key).toMatch(/^desk_[\w-]{43}$/);
    const listed = await boss.get(BASE);
    expect(listed.body.data?.map((one) => one['id'])).toEqual([id]);
    expect(listed.text).not.toContain(String(key));
    const api = apiClient(desk, String(key));
    expect((await api('GET', '/v1/subscriptions')).status).toBe(200);
    const ended = await boss.post(`${BASE}/${String(id)}/revoke`, {});
    expect(ended.body['revokedAt']).toMatch(/Z$/);
    expect((await api('GET', '/v1/subscriptions')).status).toBe(401);
    expect(
      await desk.sql(
        `select action, actor_id as by from audit_entry where subject_id = $1 order by id`,
        [id],
      ),
    ).toEqual([
      { action: 'api_key.created', by: boss.id },
      { action: 'api_key.revoked', by: boss.id },
    ]);
    const before = await desk.snapshot();
    expect((await boss.post(`${BASE}/${String(id)}/revoke`, {})).status).toBe(200);
    expect(await desk.snapshot()).toEqual(before);
  });

  it.each([
    [{ name: ' ', scopes: ['events:read'] }, '/name'],
    [{ name: 'x', scopes: [] }, '/scopes'],
    [{ name: 'x', scopes: ['everything'] }, '/scopes'],
    [{ name: 'x', scopes: ['events:read'], accounts: ['a@b.example'] }, '/accounts'],
    [
      { name: 'x', scopes: ['events:read'], client: 'c', accounts: ['no@b.example'] },
      '/accounts/0',
    ],
    [{ name: 'x', scopes: ['events:read'], key: 'desk_x' }, '/key'],
  ])('are not made from %j', async (body, pointer) => {
    const before = await desk.snapshot();
    const answer = await boss.post(BASE, body);
    expect([answer.status, (answer.body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
      422,
      pointer,
    ]);
    expect(await desk.snapshot()).toEqual(before);
  });
});

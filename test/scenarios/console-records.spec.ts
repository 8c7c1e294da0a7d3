import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/shared/ids.js';
import { recordTypes } from '../../admin/records/record-types.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffClient } from '../support/staff.js';

interface ListBody {
  records: { id: string; params: Record<string, string>; title: string }[];
  meta: { total: number };
}

const ROLES = ['agent', 'supervisor', 'auditor', 'administrator'] as const;
type Role = (typeof ROLES)[number];

describe('records in the console', () => {
  let desk: Desk;
  let people: Record<Role, StaffClient>;
  let accountId: string;
  let subscriptionId: string;

  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    const signedIn = await Promise.all(
      ROLES.map(async (role) => [role, await signInStaff(desk, role)] as const),
    );
    people = Object.fromEntries(signedIn) as Record<Role, StaffClient>;
    accountId = (
      await makeAccount(desk.sql, { name: '=Anna Kowalska', email: 'Anna.K@Example.com' })
    ).id;
    subscriptionId = (
      await makeSubscription(desk.sql, {
        accountId,
        orderNumber: '700-1',
        serviceTags: ['ABC1234'],
      })
    ).id;
    await makeSubscription(desk.sql, {
      orderNumber: '700-2',
      status: 'cancelled',
      autoRenew: false,
    });
  });
  afterAll(() => desk?.stop());

  const list = async (role: Role, type: string, query = ''): Promise<ListBody> => {
    const { status, body } = await people[role].get(
      `/admin/api/resources/${type}/actions/list${query}`,
    );
    expect(status).toBe(200);
    return body as unknown as ListBody;
  };
  const show = async (role: Role, type: string, id: string): Promise<Record<string, string>> => {
    const { body } = await people[role].get(`/admin/api/resources/${type}/records/${id}/show`);
    return (body as unknown as { record: { params: Record<string, string> } }).record.params;
  };
  const shown = (): Promise<unknown[]> =>
    desk.sql(`select subject_id from audit_entry where action = 'personal_data.shown'`);

  it.each(recordTypes.map((type) => [type.name, type] as const))(
    '%s are listed for whoever may see them, and for nobody else',
    async (name, type) => {
      for (const role of ROLES) {
        const { status } = await people[role].get(`/admin/api/resources/${name}/actions/list`);
        const hidden =
          type.permission === 'keys.see' && (role === 'agent' || role === 'supervisor');
        expect([role, status]).toEqual([role, hidden ? 403 : 200]);
      }
    },
  );

  it.each([
    ['accounts', '?filters.email=anna.k%40example.com', 1],
    ['accounts', '?filters.email=nobody%40example.com', 0],
    ['subscriptions', '?filters.serviceTags=abc1234', 1],
    ['subscriptions', '?filters.status=cancelled', 1],
    ['subscriptions', '?filters.status=active&filters.orderNumber=700-2', 0],
    ['subscriptions', '?filters.plan=Premium%20Support', 2],
    ['invoices', '?filters.status=paid', 2],
  ])('%s%s finds %d', async (type, query, found) => {
    const { records, meta } = await list('agent', type, query);
    expect([records.length, meta.total]).toEqual([found, found]);
  });

  it.each([
    ['decisions', '?filters.outcome=reject', 'filter_too_wide'],
    ['cancellations', '?filters.state=lost', 'wrong_value'],
    ['cancellations', '?filters.colour=red', 'unknown_filter'],
    ['subscriptions', '?filters.accountId=1', 'wrong_value'],
    ['audit', '?filters.at~~from=yesterday', 'wrong_value'],
  ])('%s%s is refused: %s', async (type, query, code) => {
    const { status, body } = await people.agent.get(
      `/admin/api/resources/${type}/actions/list${query}`,
    );
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'invalid_input', errors: [{ code }] });
  });

  it('pages newest first, and links to the records they belong to', async () => {
    const first = await list('agent', 'subscriptions', '?perPage=1&page=1');
    const second = await list('agent', 'subscriptions', '?perPage=1&page=2');
    const orders = [first, second].map(({ records }) => records[0]?.params['orderNumber']);
    expect(orders).toEqual(['700-2', '700-1']);
    expect(first.meta.total).toBe(2);
    const params = await show('agent', 'subscriptions', subscriptionId);
    expect(params).toMatchObject({ accountId, price: '1999', priceCurrency: 'EUR' });
  });

  it('shows persons to those who talk with them, masks to the others', async () => {
    for (const role of ROLES) {
      const { name, email } = await show(role, 'accounts', accountId);
      const plain = role === 'agent' || role === 'supervisor';
      expect([role, name, email]).toEqual([
        role,
        plain ? '=Anna Kowalska' : '=… K…',
        plain ? 'Anna.K@Example.com' : 'A…@E….com',
      ]);
    }
  });

  it('shows a masked person when asked, to who may, and says so in the audit without the values', async () => {
    const before = await shown();
    const path = `/admin/api/records/accounts/${accountId}/reveal`;
    expect((await people.agent.post(path, {})).status).toBe(403);
    expect(await shown()).toEqual(before);
    const { status, body } = await people.auditor.post(path, {});
    expect(status).toBe(200);
    expect(body).toEqual({ name: '=Anna Kowalska', email: 'Anna.K@Example.com' });
    const entries = await desk.sql<{ subject_id: string; after: unknown }>(
      `select subject_id, after from audit_entry where action = 'personal_data.shown'`,
    );
    expect(entries).toEqual([{ subject_id: accountId, after: { fields: ['name', 'email'] } }]);
    expect(
      (await people.auditor.post(`/admin/api/records/accounts/${newId()}/reveal`, {})).status,
    ).toBe(404);
    expect(
      (await people.auditor.post(`/admin/api/records/invoices/${newId()}/reveal`, {})).status,
    ).toBe(404);
  });

  it('exports exactly what the filter finds, formula-safe, masked where the lists are', async () => {
    const path = `/admin/api/records/accounts/export.csv?email=anna.k%40example.com`;
    expect((await people.agent.get(path)).status).toBe(403);
    const { status, headers, text } = await people.supervisor.get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = text.replace('\ufeff', '').trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('id,name,email,country,language,timeZone,externalId,createdAt');
    expect(lines[1]).toContain(`${accountId},'=Anna Kowalska,Anna.K@Example.com,PL,pl`);
    const masked = (await people.auditor.get(path)).text;
    expect(masked).not.toContain('Kowalska');
    const refused = await people.supervisor.get(
      '/admin/api/records/decisions/export.csv?outcome=reject',
    );
    expect(refused.status).toBe(422);
    const noted = await desk.sql(
      `select actor_type, after->'filters' as filters from audit_entry where action = 'records.exported' order by id`,
    );
    expect(noted).toEqual([
      { actor_type: 'staff', filters: ['email'] },
      { actor_type: 'staff', filters: ['email'] },
    ]);
  });

  it('exports everything by keyset: each row once', async () => {
    await desk.sql(
      `insert into account (id, name, email, country)
       select uuidv7(), 'Somebody', 'somebody-' || n || '@example.com', 'PL' from generate_series(1, 2500) n`,
    );
    const { text } = await people.supervisor.get('/admin/api/records/accounts/export.csv');
    const ids = text
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.slice(0, 36));
    expect(ids).toHaveLength(2_502);
    expect(new Set(ids).size).toBe(2_502);
  });

  it('counts to a thousand and lists no further, in bounded statements', async () => {
    const { meta } = await list('agent', 'accounts');
    expect(meta.total).toBe(1_000);
    expect((await list('agent', 'accounts', '?perPage=500&page=3')).records).toEqual([]);
    expect((await list('agent', 'accounts', '?perPage=500&page=2')).records).toHaveLength(500);
  });

  it('has no way to write: AdminJS\u2019s own actions are not there', async () => {
    const before = await desk.snapshot(['account', 'subscription']);
    const id = accountId;
    const wrote = [
      people.administrator.post(`/admin/api/resources/accounts/actions/new`, { name: 'x' }),
      people.administrator.post(`/admin/api/resources/accounts/records/${id}/edit`, { name: 'x' }),
      people.administrator.post(`/admin/api/resources/accounts/records/${id}/delete`, {}),
      people.administrator.get(`/admin/api/resources/accounts/records/${id}/delete`),
      people.administrator.get(`/admin/api/resources/accounts/actions/new`),
      people.administrator.post(
        `/admin/api/resources/accounts/bulk/bulkDelete?recordIds=${id}`,
        {},
      ),
    ];
    for (const { status } of await Promise.all(wrote)) expect(status).toBe(404);
    expect(await desk.snapshot(['account', 'subscription'])).toEqual(before);
  });

  it.each(['nothing', `${newId()}`, '%00', "' or 1=1 --"])('has no record %j', async (id) => {
    const path = `/admin/api/resources/accounts/records/${encodeURIComponent(id)}/show`;
    expect((await people.agent.get(path)).status).toBe(404);
  });

  it('is one page that asks no other host, with scripts under a nonce', async () => {
    const { text, headers, status } = await people.agent.get('/admin');
    expect(status).toBe(200);
    const foreign = [...text.matchAll(/(?:src|href)="(https?:)?\/\/[^"]*"/g)];
    expect(foreign).toEqual([]);
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self' 'nonce-/);
    for (const [, address] of text.matchAll(/(?:src|href)="(\/admin\/frontend[^"]+)"/g)) {
      const file = await people.agent.get(address ?? '');
      expect([address, file.status]).toEqual([address, 200]);
      const again = await people.agent.get(address ?? '', {
        headers: { 'If-None-Match': file.headers.get('etag') ?? '' },
      });
      expect(again.status).toBe(304);
    }
  });

  it('opens the queues to supervisors and administrators, asking no other host', async () => {
    for (const role of ROLES) {
      const { status, text } = await people[role].get('/admin/queues');
      const allowed = role === 'supervisor' || role === 'administrator';
      expect([role, status]).toEqual([role, allowed ? 200 : 403]);
      if (allowed) expect(text).not.toMatch(/(?:src|href)="(https?:)?\/\//);
    }
    const queues = await people.supervisor.get('/admin/queues/api/queues');
    expect(JSON.stringify(queues.body)).toContain('"cancellations"');
  });
});

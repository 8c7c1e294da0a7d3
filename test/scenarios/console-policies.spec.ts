import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { signInStaff, type StaffAnswer, type StaffClient } from '../support/staff.js';

const SESSIONS = ['staff_session'];
const BASE = '/admin/api/policies';

describe('policies in the console', () => {
  let desk: Desk;
  let proposer: StaffClient;
  let second: StaffClient;
  let document: Record<string, unknown>;
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres });
    proposer = await signInStaff(desk, 'administrator', { name: 'Pat Proposer' });
    second = await signInStaff(desk, 'supervisor', { name: 'Sal Second' });
    document = (await proposer.get(`${BASE}/1`)).body['document'] as Record<string, unknown>;
  });
  afterAll(() => desk.stop());

  const limited = (agent: number): Record<string, unknown> => ({
    ...document,
    refundLimits: { agent, supervisor: 5_000 },
  });
  const propose = (agent: number, more: Record<string, unknown> = {}): Promise<StaffAnswer> =>
    proposer.post(`${BASE}/proposals`, { document: limited(agent), reason: 'Because', ...more });
  const inForce = async (): Promise<unknown> =>
    (await second.get(BASE)).body.data?.find(({ inForce }) => inForce)?.['version'];

  it('are checked: what is wrong by its field, what changes field by field, and nothing is stored', async () => {
    const before = await desk.snapshot(undefined, SESSIONS);
    const good = await proposer.post(`${BASE}/check`, { document: limited(600) });
    expect(good.body).toMatchObject({
      basedOn: 1,
      changes: [{ pointer: '/refundLimits/agent', before: 500, after: 600 }],
    });
    for (const [given, pointer] of [
      [{ ...document, refundLimits: { agent: -1, supervisor: 1 } }, '/refundLimits/agent'],
      [{ ...document, unknown: true }, '/unknown'],
      [{ ...document, withdrawal: { days: 14, byCountry: { xx: 1 } } }, '/withdrawal/byCountry/xx'],
      [document, ''],
    ] as const) {
      const { status, body } = await proposer.post(`${BASE}/check`, { document: given });
      expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
        422,
        pointer,
      ]);
    }
    expect(await desk.snapshot(undefined, SESSIONS)).toEqual(before);
  });

  it('are proposed with a reason and a day ahead, or not at all', async () => {
    const before = await desk.snapshot(undefined, SESSIONS);
    for (const [more, pointer] of [
      [{ reason: ' ' }, '/reason'],
      [{ effectiveFrom: '2020-01-01T00:00:00Z' }, '/effectiveFrom'],
      [{ effectiveFrom: 'soon' }, '/effectiveFrom'],
      [{ document: [] }, '/document'],
    ] as const) {
      const { status, body } = await propose(700, more);
      expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([
        422,
        pointer,
      ]);
    }
    expect(await desk.snapshot(undefined, SESSIONS)).toEqual(before);
  });

  it('come into force when a second person agrees, both in the audit log', async () => {
    const proposed = await propose(600);
    expect([proposed.status, proposed.body]).toMatchObject([
      201,
      { state: 'open', basedOn: 1, proposedBy: { name: 'Pat Proposer' }, decidedBy: null },
    ]);
    expect(await inForce()).toBe(1);
    const { id } = proposed.body;
    const before = await desk.snapshot(undefined, SESSIONS);
    const own = await proposer.post(`${BASE}/proposals/${String(id)}/second`, {});
    expect([own.status, own.body['code']]).toEqual([403, 'own_proposal']);
    expect(await desk.snapshot(undefined, SESSIONS)).toEqual(before);
    const open = await second.get(`${BASE}/proposals?open=true`);
    expect(open.body.data?.map((one) => one['id'])).toEqual([id]);
    const done = await second.post(`${BASE}/proposals/${String(id)}/second`, {});
    expect(done.body).toMatchObject({
      state: 'seconded',
      version: 2,
      decidedBy: { id: second.id },
    });
    expect(await inForce()).toBe(2);
    const lines = await desk.sql(
      `select action, actor_id as by, after from audit_entry
        where subject_id in ($1, '2') and subject_type like 'policy%' order by id`,
      [id],
    );
    expect(lines).toMatchObject([
      { action: 'policy.proposed', by: proposer.id },
      {
        action: 'policy.activated',
        by: second.id,
        after: { version: 2, proposedBy: proposer.id, secondedBy: second.id },
      },
      { action: 'policy.seconded', by: second.id, after: { version: 2 } },
    ]);
    const compared = await second.get(`${BASE}/compare?from=2&to=1`);
    expect(compared.body['changes']).toEqual([
      { pointer: '/refundLimits/agent', before: 600, after: 500 },
    ]);
    const again = await second.post(`${BASE}/proposals/${String(id)}/second`, {});
    expect([again.status, again.body['code']]).toEqual([409, 'state_conflict']);
  });

  it('wait for their day', async () => {
    const from = new Date(desk.clock.now().getTime() + 3_600_000).toISOString();
    const { body } = await propose(650, { effectiveFrom: from });
    const done = await second.post(`${BASE}/proposals/${String(body['id'])}/second`, {});
    expect(done.body).toMatchObject({ version: 3, effectiveFrom: from });
    expect(await inForce()).toBe(2);
    desk.clock.advance({ hours: 1 });
    expect(await inForce()).toBe(3);
  });

  it('do not come on top of what the second person has not seen', async () => {
    const one = String((await propose(710)).body['id']);
    const other = String((await propose(720)).body['id']);
    const answers = await Promise.all(
      [one, other].map((id) => second.post(`${BASE}/proposals/${id}/second`, {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = answers.find(({ status }) => status === 409);
    expect(late?.body).toMatchObject({ code: 'state_conflict', reason: 'policy_moved_on' });
    expect(await desk.sql(`select count(*)::int as n from policy`)).toEqual([{ n: 4 }]);
    const id = answers[0]?.status === 409 ? one : other;
    const taken = await proposer.post(`${BASE}/proposals/${id}/withdraw`, {});
    expect(taken.body).toMatchObject({ state: 'withdrawn', version: null });
  });

  it('are refused with a reason, and taken back by their proposer alone', async () => {
    const id = String((await propose(800)).body['id']);
    const before = await desk.snapshot(undefined, SESSIONS);
    expect((await second.post(`${BASE}/proposals/${id}/reject`, { note: ' ' })).status).toBe(422);
    const boss = await signInStaff(desk, 'administrator');
    const foreign = await boss.post(`${BASE}/proposals/${id}/withdraw`, {});
    expect(foreign.body['code']).toBe('own_proposal');
    expect(await desk.snapshot(undefined, [...SESSIONS, 'staff_member', 'audit_entry'])).toEqual(
      Object.fromEntries(
        Object.entries(before).filter(([name]) => !['staff_member', 'audit_entry'].includes(name)),
      ),
    );
    const refused = await second.post(`${BASE}/proposals/${id}/reject`, { note: 'Too high' });
    expect(refused.body).toMatchObject({ state: 'rejected', note: 'Too high', version: null });
    expect(await desk.sql(`select count(*)::int as n from policy`)).toEqual([{ n: 4 }]);
  });

  it('are listed in pages, and not found where there are none', async () => {
    const first = await second.get(`${BASE}?limit=3`);
    expect(first.body.data?.map(({ version }) => version)).toEqual([4, 3, 2]);
    const next = await second.get(`${BASE}?limit=3&before=${String(first.body['nextBefore'])}`);
    expect([next.body.data?.map(({ version }) => version), next.body['nextBefore']]).toEqual([
      [1],
      null,
    ]);
    for (const path of ['/99', '/x', '/compare?from=1&to=99']) {
      expect((await second.get(`${BASE}${path}`)).status).toBe(404);
    }
  });
});

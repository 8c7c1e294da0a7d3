import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { startDesk, type Desk } from '../support/app.js';
import { describeOnBackends } from '../support/backends.js';
import { batchClient, type BatchApi } from './support/batch-client.js';

describeOnBackends('batches', (backend) => {
  let desk: Desk;
  let api: BatchApi;

  beforeAll(async () => {
    desk = await startDesk({ backend });
    api = await batchClient(desk);
  });
  afterAll(() => desk?.stop());

  it('checks a file, changes nothing, and runs it as it stands', async () => {
    const monthly = await makeSubscription(desk.sql);
    const term = await makeSubscription(desk.sql, {
      plan: 'premium_support_plus',
      autoRenew: false,
    });
    const pro = await makeSubscription(desk.sql, { plan: 'prosupport' });
    const gone = await makeSubscription(desk.sql, { status: 'cancelled', autoRenew: false });
    const file = [
      'subscription_id;service_tag;plan_code;reason_code;external_ref;comment',
      `${monthly.id};;;unused;=A1;"says ""no"", thanks"`,
      `;${term.serviceTags[0]};premium_support_plus;too_expensive;A2;`,
      `${pro.id};;;device_sold;A3;`,
      `${gone.id};;;device_sold;A4;`,
      `${monthly.id};;;unused;A5;`,
      'no-uuid;;;;A6;',
      '',
    ].join('\r\n');
    const before = await desk.snapshot([
      'subscription',
      'cancellation',
      'refund',
      'declaration',
      'decision',
    ]);
    const { body } = await api.submit(`\uFEFF${file}`, { dryRun: true });
    expect(body).toMatchObject({ state: 'checking', dryRun: true, startedAt: null });
    const ready = await api.reach(body.id, 'ready');
    expect(ready.counts).toEqual({
      ...{ total: 6, valid: 4, invalid: 2, requested: 0, completed: 0 },
      ...{ scheduled: 0, inReview: 0, rejected: 0, failed: 0 },
    });
    expect(ready.check).toMatchObject({
      byOutcome: { scheduled: 1, completed: 1, in_review: 1, rejected: 1, invalid: 2 },
      byPlan: { premium_support: 3, premium_support_plus: 1, prosupport: 1 },
      byReason: { duplicate_line: 1, missing_reason_code: 1, already_cancelled: 1 },
    });
    expect(
      await desk.snapshot(['subscription', 'cancellation', 'refund', 'declaration', 'decision']),
    ).toEqual(before);
    expect(
      (await api.results(body.id)).map(({ line, state, codes }) => [line, state, codes]),
    ).toEqual([
      ['2', 'scheduled', ''],
      ['3', 'completed', ''],
      ['4', 'in_review', 'order_support_plan commercial_segment'],
      ['5', 'rejected', 'already_cancelled'],
      ['6', 'invalid', 'duplicate_line'],
      ['7', 'invalid', 'invalid_subscription_id missing_reason_code'],
    ]);

    await api.act(body.id, 'start');
    const done = await api.reach(body.id, 'done');
    expect(done.counts).toMatchObject({
      ...{ total: 6, valid: 4, invalid: 2, requested: 0, completed: 1, scheduled: 1 },
      ...{ inReview: 1, rejected: 1, failed: 0 },
    });
    const results = await api.results(body.id);
    expect(results.map(({ line, state, codes }) => [line, state, codes])).toEqual([
      ['2', 'scheduled', ''],
      ['3', 'completed', ''],
      ['4', 'in_review', 'order_support_plan commercial_segment'],
      ['5', 'rejected', 'already_cancelled'],
      ['6', 'invalid', 'duplicate_line'],
      ['7', 'invalid', 'invalid_subscription_id missing_reason_code'],
    ]);
    expect(results[0]).toMatchObject({
      external_ref: "'=A1",
      subscription_id: monthly.id,
      cancellation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reference: expect.stringMatching(/^CXL-/),
    });
    expect(
      await desk.sql(
        `select door, reason_comment, external_ref, actor_name, client_id is not null as owned
           from cancellation where id = $1`,
        [results[0]?.['cancellation_id']],
      ),
    ).toEqual([
      {
        ...{ door: 'batch', reason_comment: 'says "no", thanks', external_ref: '=A1' },
        ...{ actor_name: 'operator', owned: true },
      },
    ]);
    const audit = await desk.sql<{ action: string }>(
      `select action from audit_entry where subject_type = 'batch' and subject_id = $1 order by id`,
      [body.id],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      ...['batch.submitted', 'batch.checked', 'batch.started', 'batch.done'],
    ]);
  });
});

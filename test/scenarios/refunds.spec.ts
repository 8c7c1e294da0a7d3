import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerGateway } from '../../src/billing/ledger-gateway.js';
import { PayRefunds } from '../../src/billing/pay-refunds.js';
import {
  GatewayRefused,
  PaymentGateway,
  type ChargeOrder,
  type RefundOrder,
} from '../../src/billing/payment-gateway.js';
import { ReleaseRefund } from '../../src/billing/release-refund.js';
import { RetryRefund } from '../../src/billing/retry-refund.js';
import { SweepRefunds } from '../../src/billing/sweep-refunds.js';
import type { Actor, StaffRole } from '../../src/shared/actor.js';
import { newId } from '../../src/shared/ids.js';
import { withPrecedence, yieldToCancelling } from '../../src/shared/precedence.js';
import { addCustomer, openWorld, type World } from './use-case-world.js';

type Mood = 'well' | 'down' | 'silent after booking' | 'refusing';

/** The built-in gateway behind a bad line: the ledger is the real one. */
class MoodyGateway extends PaymentGateway {
  mood: Mood = 'well';
  calls = 0;
  override readonly limitMs = 200;
  constructor(private readonly ledger: LedgerGateway) {
    super();
  }
  async refund(order: RefundOrder): Promise<{ reference: string }> {
    this.calls += 1;
    if (this.mood === 'down') throw new Error('connection reset');
    if (this.mood === 'refusing') throw new GatewayRefused('account_closed');
    const answer = await this.ledger.refund(order);
    if (this.mood === 'silent after booking') await new Promise<never>(() => undefined);
    return answer;
  }
  charge(order: ChargeOrder): Promise<{ reference: string }> {
    return this.ledger.charge(order);
  }
}

const MINUTE = 60_000;
const staff = (role: StaffRole): Actor => ({
  type: 'staff',
  id: null,
  name: 'Order support',
  role,
});

describe('refunds', () => {
  let world: World;
  let gateway: MoodyGateway;
  let pay: PayRefunds;

  beforeEach(async () => {
    world = await openWorld('2026-02-10T10:00:00Z');
    gateway = new MoodyGateway(new LedgerGateway(world.em, world.clock));
    pay = new PayRefunds(world.em, gateway, world.hints, world.clock);
  });
  afterEach(() => world.close());

  async function addRefund(amount: number, state = 'pending'): Promise<string> {
    const customer = await addCustomer(world, { price: 900_000, tax: 100 });
    const id = newId();
    await world.rows(
      `insert into refund (id, cancellation_id, payment_id, amount, tax, currency, state, hold_codes, next_attempt_at, created_at)
       values ($1, $2, $3, $4, 0, 'PLN', $5, case when $5 = 'held' then '{refund_over_limit}'::text[] else '{}' end, $6, $6)`,
      [id, customer.cancellationId, customer.paymentId, amount, state, world.clock.now()],
    );
    return id;
  }
  const stateOf = async (id: string): Promise<unknown> =>
    (await world.rows(`select state, attempts from refund where id = $1`, [id]))[0];
  const ledger = (): Promise<unknown[]> =>
    world.rows(`select direction, amount, currency from ledger_entry`);
  const actions = async (id: string): Promise<unknown[]> =>
    (
      await world.rows(`select action from audit_entry where subject_id = $1 order by id`, [id])
    ).map((row) => row['action']);

  it('is booked once, audited and told to the customer, however often the job runs', async () => {
    const id = await addRefund(5000);
    const before = await world.everythingBut(
      'refund',
      'ledger_entry',
      'notification',
      'audit_entry',
    );
    await Promise.all([pay.run([id]), pay.run([id]), pay.run([id])]);
    await pay.run([id, id]);
    expect(await stateOf(id)).toEqual({ state: 'issued', attempts: 1 });
    expect(gateway.calls).toBe(1);
    expect(await ledger()).toEqual([{ direction: 'refund', amount: '5000', currency: 'PLN' }]);
    expect(await actions(id)).toEqual(['refund.issued']);
    expect(
      await world.rows(`select template, state, data->'refund' as refund from notification`),
    ).toEqual([
      {
        template: 'refund_issued',
        state: 'pending',
        refund: { amount: 5000, currency: 'PLN', state: 'issued' },
      },
    ]);
    expect(await world.everythingBut('refund', 'ledger_entry', 'notification', 'audit_entry')).toBe(
      before,
    );
  });

  it('waits while the gateway fails, and is found by the sweep', async () => {
    const id = await addRefund(5000);
    gateway.mood = 'down';
    await pay.run([id]);
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'pending', attempts: 1 });
    expect(await ledger()).toEqual([]);
    expect(await actions(id)).toEqual([]);
    gateway.mood = 'well';
    world.clock.advance(MINUTE);
    await new SweepRefunds(world.em, world.hints, world.clock).run();
    expect(world.hints.lost).toContain(id);
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'issued', attempts: 2 });
    expect(await ledger()).toHaveLength(1);
  });

  it('is brought back in small parts while a batch runs, and in large ones afterwards', async () => {
    const ids: string[] = [];
    while (ids.length < 60) ids.push(await addRefund(5000));
    world.clock.advance(MINUTE);
    const sweep = new SweepRefunds(world.em, world.hints, world.clock);
    expect(await withPrecedence(() => sweep.run(), 'batch')).toBe(50);
    await yieldToCancelling();
    expect(await sweep.run()).toBe(ids.length);
    expect(new Set(world.hints.lost)).toEqual(new Set(ids));
  });

  it('is booked once by a gateway that books and falls silent', async () => {
    const id = await addRefund(5000);
    gateway.mood = 'silent after booking';
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'pending', attempts: 1 });
    expect(await ledger()).toHaveLength(1);
    gateway.mood = 'well';
    world.clock.advance(MINUTE);
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'issued', attempts: 2 });
    expect(await ledger()).toHaveLength(1);
  });

  it('fails when refused, tells no customer, and can be retried by order support', async () => {
    const id = await addRefund(5000);
    gateway.mood = 'refusing';
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'failed', attempts: 1 });
    expect(await actions(id)).toEqual(['refund.failed']);
    expect(await world.rows(`select id from notification`)).toEqual([]);
    const retry = new RetryRefund(world.em, world.hints, world.clock);
    await expect(retry.run(id, staff('auditor'))).rejects.toMatchObject({ kind: 'forbidden' });
    await retry.run(id, staff('agent'));
    await expect(retry.run(id, staff('agent'))).rejects.toMatchObject({ code: 'state_conflict' });
    gateway.mood = 'well';
    await pay.run([id]);
    expect(await stateOf(id)).toEqual({ state: 'issued', attempts: 1 });
    expect(await actions(id)).toEqual(['refund.failed', 'refund.retried', 'refund.issued']);
  });

  it('gives up after twenty attempts without an outcome', async () => {
    const id = await addRefund(5000);
    gateway.mood = 'down';
    for (let attempt = 0; attempt < 25; attempt += 1) {
      await pay.run([id]);
      world.clock.advance(61 * MINUTE);
    }
    expect(await stateOf(id)).toEqual({ state: 'failed', attempts: 20 });
    expect(await ledger()).toEqual([]);
  });

  it('above the limit it is proposed by one and released by another with the right role', async () => {
    const release = new ReleaseRefund(world.em, world.hints, world.clock);
    const member = (role: StaffRole): Actor => ({ ...staff(role), id: newId() });
    const [agent, colleague, supervisor] = [member('agent'), member('agent'), member('supervisor')];
    const large = await addRefund(50_001, 'held');
    const huge = await addRefund(500_001, 'held');
    expect(await release.run(large, agent)).toBe('proposed');
    expect(await release.run(huge, supervisor)).toBe('proposed');
    expect(await stateOf(huge)).toEqual({ state: 'held', attempts: 0 });
    const before = await world.everythingBut();
    for (const who of [agent, colleague]) {
      await expect(release.run(large, who)).rejects.toMatchObject({ code: 'state_conflict' });
    }
    await expect(release.run(huge, supervisor)).rejects.toMatchObject({ code: 'state_conflict' });
    await expect(release.run(huge, member('auditor'))).rejects.toMatchObject({
      code: 'refund_over_limit',
    });
    expect(await world.everythingBut()).toBe(before);
    expect(await release.run(huge, member('administrator'))).toBe('released');
    expect(await actions(huge)).toEqual(['refund.release_proposed', 'refund.released']);
    expect(await stateOf(large)).toEqual({ state: 'held', attempts: 0 });
  });

  it('is released within the limit of the role only', async () => {
    const release = new ReleaseRefund(world.em, world.hints, world.clock);
    const small = await addRefund(50_000, 'held');
    const large = await addRefund(50_001, 'held');
    const huge = await addRefund(500_001, 'held');
    await pay.run([small, large, huge]);
    expect(gateway.calls).toBe(0);
    const before = await world.everythingBut();
    await expect(release.run(small, staff('auditor'))).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(release.run(large, staff('agent'))).rejects.toMatchObject({
      code: 'refund_over_limit',
    });
    await expect(release.run(huge, staff('supervisor'))).rejects.toMatchObject({
      code: 'refund_over_limit',
    });
    await expect(release.run(newId(), staff('agent'))).rejects.toMatchObject({ code: 'not_found' });
    expect(await world.everythingBut()).toBe(before);
    await release.run(small, staff('agent'), 'looked at it');
    await release.run(large, staff('supervisor'));
    expect(await stateOf(small)).toEqual({ state: 'pending', attempts: 0 });
    expect(await stateOf(large)).toEqual({ state: 'pending', attempts: 0 });
    expect(await stateOf(huge)).toEqual({ state: 'held', attempts: 0 });
    expect(await actions(small)).toEqual(['refund.released']);
    await expect(release.run(small, staff('agent'))).rejects.toMatchObject({
      code: 'state_conflict',
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChargeInvoices } from '../../src/billing/charge-invoices.js';
import { LedgerGateway } from '../../src/billing/ledger-gateway.js';
import { GatewayRefused } from '../../src/billing/payment-gateway.js';
import { ExpireSubscriptions } from '../../src/subscriptions/expire-subscriptions.js';
import { RenewSubscriptions } from '../../src/subscriptions/renew-subscriptions.js';
import { addCustomer, openWorld, type World } from './use-case-world.js';

/** The built-in gateway, refusing charges for as long as it is told to. */
class RefusingGateway extends LedgerGateway {
  refusing = false;
  override async charge(
    order: Parameters<LedgerGateway['charge']>[0],
  ): Promise<{ reference: string }> {
    if (this.refusing) throw new GatewayRefused('card_expired');
    return super.charge(order);
  }
}

const DAY = 86_400_000;

describe('renewals', () => {
  let world: World;
  let renew: RenewSubscriptions;
  let gateway: RefusingGateway;
  let charge: ChargeInvoices;

  beforeEach(async () => {
    world = await openWorld('2026-02-27T23:00:00Z'); // midnight in Warsaw
    renew = new RenewSubscriptions(world.em, world.clock);
    gateway = new RefusingGateway(world.em, world.clock);
    charge = new ChargeInvoices(world.em, gateway, world.clock);
  });
  afterEach(() => world.close());

  const subscription = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (
      await world.rows(
        `select status, term_number as term, extract(epoch from period_ends_at)::bigint as ends,
                extract(epoch from next_invoice_at)::bigint as next from subscription where id = $1`,
        [id],
      )
    )[0];
  const seconds = (instant: string): string => String(Date.parse(instant) / 1000);
  const invoices = (id: string): Promise<Record<string, unknown>[]> =>
    world.rows(
      `select amount, tax, status, charge_attempts as attempts from invoice
        where subscription_id = $1 order by issued_at, id`,
      [id],
    );

  it('begins the next period with its invoice, once, and charges it once', async () => {
    const { subscriptionId } = await addCustomer(world);
    const before = await world.everythingBut(
      'subscription',
      'billing_period',
      'invoice',
      'audit_entry',
    );
    const counts = await Promise.all([renew.run(), renew.run(), renew.run()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await renew.run()).toBe(0);
    const ends = seconds('2026-03-31T00:00:00+02:00');
    expect(await subscription(subscriptionId)).toEqual({
      status: 'active',
      term: 2,
      ends,
      next: ends,
    });
    expect(
      await world.everythingBut('subscription', 'billing_period', 'invoice', 'audit_entry'),
    ).toBe(before);
    await Promise.all([charge.run(), charge.run()]);
    await charge.run();
    expect(await invoices(subscriptionId)).toEqual([
      { amount: '11900', tax: '2225', status: 'paid', attempts: 0 },
      { amount: '11900', tax: '2225', status: 'paid', attempts: 1 },
    ]);
    expect(await world.rows(`select direction, amount from ledger_entry`)).toEqual([
      { direction: 'charge', amount: '11900' },
    ]);
    expect(
      await world.rows(`select amount, tax from payment where gateway_reference is not null`),
    ).toEqual([{ amount: '11900', tax: '2225' }]);
    expect(
      (
        await world.rows(
          `select action from audit_entry where actor_type = 'system' and subject_type <> 'policy' order by id`,
        )
      ).map((row) => row['action']),
    ).toEqual(['subscription.renewed', 'invoice.issued', 'payment.captured']);
  });

  it('catches up after a long stop', async () => {
    const { subscriptionId } = await addCustomer(world);
    world.clock.set('2026-06-15T00:00:00Z');
    await renew.run();
    const ends = seconds('2026-06-30T00:00:00+02:00');
    expect(await subscription(subscriptionId)).toMatchObject({ term: 5, ends });
    expect(await invoices(subscriptionId)).toHaveLength(5);
  });

  it('lets an ending subscription run to its end, the last part prorated', async () => {
    const { subscriptionId } = await addCustomer(world, {
      status: 'ending',
      autoRenew: false,
      endsAt: '2026-03-10T00:00:00+01:00',
    });
    await renew.run();
    const ends = seconds('2026-03-10T00:00:00+01:00');
    expect(await subscription(subscriptionId)).toEqual({
      status: 'ending',
      term: 2,
      ends,
      next: null,
    });
    // 10 of the 31 days from 28 February to 31 March.
    expect((await invoices(subscriptionId))[1]).toMatchObject({ amount: '3839', tax: '718' });
    world.clock.set('2026-08-01T00:00:00Z');
    expect(await renew.run()).toBe(0);
  });

  it('renews neither before time, nor what ends, is cancelled or does not renew', async () => {
    const end = '2026-02-28T00:00:00+01:00';
    await addCustomer(world, { periodEndsAt: '2026-03-01T00:00:00+01:00' });
    await addCustomer(world, { status: 'ending', autoRenew: false, endsAt: end });
    await addCustomer(world, { status: 'cancelled', endsAt: end });
    await addCustomer(world, { autoRenew: false, endsAt: end });
    const before = await world.everythingBut();
    expect(await renew.run()).toBe(0);
    expect(await charge.run()).toBe(0);
    expect(await world.everythingBut()).toBe(before);
  });

  it('renews the others when one cannot be, and names that one', async () => {
    const bad = await addCustomer(world, { timeZone: 'Mars/Base' });
    const good = await addCustomer(world);
    await expect(renew.run()).rejects.toThrow(bad.subscriptionId);
    expect(await subscription(good.subscriptionId)).toMatchObject({ term: 2 });
    expect(await subscription(bad.subscriptionId)).toMatchObject({ term: 1 });
  });

  it('tries a refused charge five times over two weeks, then leaves it outstanding', async () => {
    const { subscriptionId } = await addCustomer(world);
    await renew.run();
    gateway.refusing = true;
    for (let day = 0; day < 20; day += 1) {
      await charge.run();
      world.clock.advance(DAY);
    }
    expect((await invoices(subscriptionId))[1]).toMatchObject({ status: 'open', attempts: 5 });
    gateway.refusing = false;
    expect(await charge.run()).toBe(0);
    expect(await world.rows(`select id from ledger_entry`)).toEqual([]);
  });

  it('leaves open invoices alone that no renewal has issued', async () => {
    const { invoiceId } = await addCustomer(world);
    await world.rows(`delete from payment where invoice_id = $1`, [invoiceId]);
    await world.rows(`update invoice set status = 'open' where id = $1`, [invoiceId]);
    const before = await world.everythingBut();
    expect(await charge.run()).toBe(0);
    expect(await world.everythingBut()).toBe(before);
  });

  it('expires a fixed term that is over, unless a scheduled cancellation ends it', async () => {
    const end = '2026-02-28T00:00:00+01:00';
    const over = await addCustomer(world, { autoRenew: false, endsAt: end });
    const ending = await addCustomer(world, { autoRenew: false, endsAt: end });
    await world.rows(
      `update cancellation set state = 'scheduled', completed_at = null where id = $1`,
      [ending.cancellationId],
    );
    const running = await addCustomer(world, {
      autoRenew: false,
      periodEndsAt: '2026-03-31T00:00:00+02:00',
      endsAt: '2026-03-31T00:00:00+02:00',
    });
    const expire = new ExpireSubscriptions(world.em, world.clock);
    const before = await world.everythingBut('subscription', 'audit_entry');
    expect(await expire.run()).toBe(1);
    expect(await expire.run()).toBe(0);
    expect(await subscription(over.subscriptionId)).toMatchObject({
      status: 'expired',
      next: null,
    });
    expect(await subscription(ending.subscriptionId)).toMatchObject({ status: 'active' });
    expect(await subscription(running.subscriptionId)).toMatchObject({ status: 'active' });
    expect(
      await world.rows(
        `select action, subject_id as id from audit_entry where subject_type = 'subscription'`,
      ),
    ).toEqual([{ action: 'subscription.expired', id: over.subscriptionId }]);
    expect(await world.everythingBut('subscription', 'audit_entry')).toBe(before);
  });
});

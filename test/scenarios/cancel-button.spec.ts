import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { ApplyCancellations } from '../../src/cancellations/apply-cancellations.js';
import type { CancellationRequest, Receipt } from '../../src/cancellations/cancellation-request.js';
import { RequestCancellations } from '../../src/cancellations/request-cancellations.js';
import { digitalLocker } from '../../src/portal/door.js';
import type { PageContext } from '../../src/portal/frame/page-context.js';
import { CancelArea } from '../../src/portal/services/cancel-area.js';
import { FindStanding } from '../../src/portal/services/find-standing.js';
import {
  formatDate,
  formatDateTime,
  formatMoney,
  translator,
} from '../../src/shared/locale/locale.js';
import { anyContract, writeContracts, type WrittenContract } from '../factories/any-contract.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';

const SETS = 12;
const SET_SIZE = 40;

/** A page for a reader of English in UTC. */
const context: PageContext = {
  locale: 'en',
  direction: 'ltr',
  t: translator('en'),
  address: '/',
  formToken: 'token',
  visitor: null,
  brand: { name: 'Desk', supportEmail: 'support@example.com', supportPhone: null },
  date: (value) => formatDate(value, 'en', 'UTC'),
  dateTime: (value) => formatDateTime(value, 'en', 'UTC'),
  money: (value) => formatMoney(value, 'en'),
};

/** The button, pressed without choosing anything. */
function declaration({ subscriptionId, accountId }: WrittenContract): CancellationRequest {
  return {
    subscriptionId,
    kind: 'ordinary',
    effective: null,
    wishedEnd: null,
    ground: null,
    reason: { code: 'other', comment: null },
    quote: null,
    externalRef: null,
    door: 'digital_locker',
    actor: { type: 'customer', id: accountId, name: 'Customer' },
    visibility: null,
  };
}

/** Design: one eligibility function answers the button and the worker, so they cannot disagree. */
describe('the Cancel button', () => {
  let desk: Desk;
  beforeAll(async () => {
    // Without a worker of its own: this test carries the sets out itself, each once.
    desk = await startDesk({ backend: onPostgres, env: { ROLES: 'portal' } });
  });
  afterAll(() => desk.stop());

  async function shown({ accountId, subscriptionId }: WrittenContract): Promise<boolean> {
    const standing = await desk.app.get(FindStanding).run(accountId, subscriptionId);
    const markup = renderToStaticMarkup(
      createElement(CancelArea, { context, door: digitalLocker, ...standing }),
    );
    return markup.includes(`action="/digital-locker/subscriptions/${subscriptionId}/cancel"`);
  }

  /** What a declaration that is made by the button came to. */
  async function decided(contracts: WrittenContract[]): Promise<string[]> {
    const find = <T>(type: new (...args: never[]) => T): T =>
      desk.app.get<T>(type, { strict: false });
    const answers = await find(RequestCancellations).run(contracts.map(declaration));
    for (const answer of answers) if (answer instanceof Error) throw answer;
    const receipts = answers as Receipt[];
    const own = receipts.filter(({ attached }) => !attached).map(({ id }) => id);
    await find(ApplyCancellations).run(own);
    const rows = await desk.sql<{ id: string; state: string }>(
      'select id, state from cancellation where id = any($1::uuid[])',
      [own],
    );
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    return receipts.map(({ id, attached }) => (attached ? 'attached' : (states.get(id) ?? '')));
  }

  it('is there exactly where the worker then ends the contract', async () => {
    const seen = new Map<string, number>();
    const set = fc.array(anyContract, { minLength: SET_SIZE, maxLength: SET_SIZE });
    await fc.assert(
      fc.asyncProperty(set, async (contracts) => {
        const written = await writeContracts(desk.sql, contracts, desk.clock.now());
        const buttons = await Promise.all(written.map(shown));
        const outcomes = await decided(written);
        const disagreements = contracts.flatMap((contract, at) => {
          const [button, outcome] = [buttons[at], outcomes[at] ?? ''];
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
          const ends = outcome === 'completed' || outcome === 'scheduled';
          return button === ends ? [] : [{ contract, outcome, button }];
        });
        expect(disagreements).toEqual([]);
      }),
      // The list names the contract; shrinking the others away would take minutes.
      { numRuns: SETS, endOnFailure: true },
    );
    // The property says nothing about outcomes that no generated contract had.
    const known = ['attached', 'completed', 'in_review', 'rejected', 'scheduled'];
    expect([...seen.keys()].sort()).toEqual(known);
  });
});

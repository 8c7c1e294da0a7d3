import { SubmitFilterBatch } from '../../../src/batches/submit-filter-batch.js';
import { seedAccounts } from '../../../src/demo/seed-accounts.js';
import { operatorActor } from '../../../src/shared/actor.js';
import type { Desk } from '../../support/app.js';
import { waitFor } from '../../support/wait-for.js';

/** Of a hundred services that are seeded, so many are of plans that order support ends. */
const COMMERCIAL = 0.25 * 1.5;

/**
 * Fills the review queue the way operations would: a batch of all ProSupport plans of made-up
 * accounts. Answers the ids of what waits, at least `count` of them.
 */
export async function fillReviewQueue(desk: Desk, count: number): Promise<string[]> {
  const accounts = Math.ceil(count / COMMERCIAL) + 200;
  await seedAccounts(desk.orm.em.fork(), accounts, desk.clock.now(), () => undefined);
  const batch = await desk.app.get(SubmitFilterBatch, { strict: false }).run({
    filter: { planCodes: ['prosupport', 'prosupport_plus', 'prosupport_flex'] },
    request: {
      ...{ reason: { code: 'unused', comment: null }, kind: 'ordinary', effective: null },
      ...{ wishedEnd: null, ground: null },
    },
    ...{
      dryRun: false,
      mailDigest: true,
      linesPerSecond: null,
      actor: operatorActor,
      clientId: null,
    },
  });
  await waitFor(
    async () =>
      (await desk.sql(`select 1 from batch where id = $1 and state = 'done'`, [batch]))[0],
    60_000,
  );
  const rows = await desk.sql<{ id: string }>(
    `select id from cancellation where state = 'in_review' order by due_at, requested_at, id`,
  );
  if (rows.length < count) throw new Error(`Only ${rows.length} wait for a review.`);
  return rows.map(({ id }) => id);
}

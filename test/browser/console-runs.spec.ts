import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { makeStaff } from '../factories/staff.js';
import { makeSubscription } from '../factories/subscription.js';
import { fillReviewQueue } from '../scenarios/support/review-queue.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { describeInBrowser } from './support/chromium.js';
import { consoleViolations, signInAtConsole } from './support/console-walk.js';

/** What is bulk for one person. */
const MANY = 5_000;
/** On a machine that has much else to do. */
const PATIENCE_MS = 280_000;

describeInBrowser('many at once in the console', (chromium) => {
  let desk: Desk;
  const folder = mkdtempSync(join(tmpdir(), 'desk-console-runs-'));
  const [agent, supervisor] = ['agent@example.com', 'supervisor@example.com'];
  beforeAll(async () => {
    desk = await startDesk({ backend: onPostgres, env: { BATCH_SECOND_ABOVE: '3' } });
    await makeStaff(desk.sql, { role: 'agent', email: agent });
    await makeStaff(desk.sql, { role: 'supervisor', email: supervisor });
  });
  afterAll(async () => {
    await desk?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const press = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('button', { name }).click();
  const inDialog = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('dialog').getByRole('button', { name }).click();
  const downloaded = async (page: Page): Promise<string[]> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download results' }).click(),
    ]);
    return readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
  };

  it(
    'a supervisor approves five thousand that wait',
    async () => {
      const ids = await fillReviewQueue(desk, MANY);
      const shown = new Intl.NumberFormat('en-GB').format(ids.length);
      await chromium.visit(desk.url, {}, async (page) => {
        await signInAtConsole(page, supervisor);
        await page.getByRole('link', { name: 'Reviews waiting' }).waitFor();
        expect(await page.locator('.tile').first().innerText()).toContain('1,000+');
        await page.getByRole('link', { name: 'Reviews waiting' }).click();
        await press(page, 'All that match');
        await page.getByRole('dialog').getByText(`${shown} cancellations match.`).waitFor();
        await inDialog(page, `Approve ${shown} cancellations`);
        await page.waitForURL('**/admin/pages/run?id=*');
        await page.locator('.state', { hasText: 'Done' }).first().waitFor({ timeout: PATIENCE_MS });
        const lines = await downloaded(page);
        expect(lines).toHaveLength(ids.length + 1);
        expect(lines[0]).toBe('row,reference,cancellation_id,plan,result,code,state');
      });
      const acts = await desk.sql(
        `select count(*) as n, count(distinct cancellation_id) as cancellations from audit_entry
          where action in ('cancellation.reviewed', 'cancellation.proposed') and actor_type = 'staff'`,
      );
      expect(acts).toEqual([{ n: ids.length, cancellations: ids.length }]);
    },
    PATIENCE_MS + 120_000,
  );

  it('an agent submits a file, a supervisor agrees, and the agent runs it', async () => {
    const rows: string[] = [];
    for (let n = 0; n < 6; n++) {
      rows.push(`${(await makeSubscription(desk.sql)).id},too_expensive,ref-${n}`);
    }
    const file = join(folder, 'old contracts.csv');
    writeFileSync(
      file,
      `subscription_id,reason_code,external_ref\n${rows.join('\n')}\nnone,unused,bad\n`,
    );
    let address = '';
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, agent, '/admin/pages/batches');
      await page.getByLabel('File').setInputFiles(file);
      await press(page, 'Check file');
      await page.getByRole('heading', { name: 'old contracts.csv' }).waitFor();
      await page.getByText('has to be somebody else').waitFor();
      expect(await page.getByRole('button', { name: 'Start batch' }).count()).toBe(0);
      const faulty = page.getByRole('region', { name: 'Lines that come to nothing' }).last();
      expect(await faulty.innerText()).toContain('Wrong value in subscription_id');
      address = page.url();
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, supervisor, new URL(address).pathname + new URL(address).search);
      await press(page, 'Agree as second person');
      await inDialog(page, 'Agree as second person');
      await page.getByText('A second person has agreed: you').waitFor();
    });
    await chromium.visit(desk.url, {}, async (page) => {
      await signInAtConsole(page, agent, new URL(address).pathname + new URL(address).search);
      await press(page, 'Start batch');
      await inDialog(page, 'Start batch');
      await page.getByText('✓ Done').waitFor();
      const lines = await downloaded(page);
      expect(lines).toHaveLength(8);
      expect(lines.filter((line) => line.includes(',scheduled,'))).toHaveLength(6);
    });
    const ended = await desk.sql(
      `select count(*) as n from cancellation where door = 'batch' and state = 'scheduled'
          and external_ref like 'ref-%'`,
    );
    expect(ended).toEqual([{ n: 6 }]);
  });

  it('the pages are accessible, in light and dark, wide and narrow', async () => {
    const [batch] = await desk.sql<{ id: string }>('select id from batch order by id desc limit 1');
    const [run] = await desk.sql<{ id: string }>('select id from run order by id desc limit 1');
    await chromium.visit(desk.url, { bypassCSP: true }, async (page) => {
      await signInAtConsole(page, supervisor);
      await page.getByText('Show as a table').click();
      expect(await consoleViolations(page)).toEqual([]);
      for (const address of [
        '/admin/pages/batches',
        `/admin/pages/batch?id=${batch?.id}`,
        '/admin/pages/runs',
        `/admin/pages/run?id=${run?.id}`,
      ]) {
        expect(await consoleViolations(page, address)).toEqual([]);
      }
      await page.goto('/admin/pages/batches');
      await press(page, 'By filter');
      expect(await consoleViolations(page)).toEqual([]);
      await page.goto('/admin/pages/runs');
      await press(page, 'Show all that match');
      await page.getByRole('dialog').getByText(/match/).first().waitFor();
      expect(await consoleViolations(page)).toEqual([]);
    });
  });
});

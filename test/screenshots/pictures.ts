import type { Page } from 'playwright-core';
import { DoorWalk } from '../browser/support/doors.js';
import type { VisitWish } from '../browser/support/launch.js';
import { PASSWORD } from '../factories/password.js';
import { signInAtConsole } from '../browser/support/console-walk.js';
import type { Desk } from '../support/app.js';
import type { Sql } from '../support/sql.js';

const ANNA = 'anna.kowalska@example.com';
const JOHN = 'john.smith@example.com';
const MAX = 'max.mustermann@example.com';

/** One picture of the README, and the way to what it shows. */
export interface Picture extends VisitWish {
  name: string;
  /** All of the page but its head and foot, instead of what a screen shows of it. */
  whole?: boolean;
  walk(page: Page, sql: Sql, desk: Desk): Promise<void>;
}

/** The running subscription of a demo customer by that plan. */
async function subscriptionOf(sql: Sql, email: string, plan: string): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `select s.id from subscription s join account a on a.id = s.account_id
      where a.email = $1 and s.plan_code = $2 and s.status <> 'cancelled'`,
    [email, plan],
  );
  if (row === undefined) throw new Error(`${email} has no subscription by ${plan}.`);
  return row.id;
}

/** Anna's business plans, asked for by a program: they wait for order support. */
async function fillReviewQueue(desk: Desk): Promise<void> {
  const { key } = await desk.createKey();
  for (const plan of ['prosupport_plus', 'prosupport', 'prosupport_flex']) {
    const subscriptionId = await subscriptionOf(desk.sql, ANNA, plan);
    const comment = 'We close the office in Gdańsk.';
    const { status } = await fetch(`${desk.url}/v1/cancellations`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ subscriptionId, reason: { code: 'unused', comment } }),
    });
    if (status !== 202) throw new Error(`The desk answers ${status}.`);
    const waits = `select 1 from cancellation where subscription_id = $1 and state = 'in_review'`;
    await desk.waitFor(waits, [subscriptionId]);
  }
}

/** In the order in which a customer meets the pages; what one does, the next ones show. */
export const pictures: readonly Picture[] = [
  {
    name: 'digital-locker',
    walk: async (page, sql) => {
      const walk = new DoorWalk(page);
      await page.goto('/digital-locker/subscriptions?lang=en');
      await walk.signIn(ANNA);
      const id = await subscriptionOf(sql, ANNA, 'premium_support');
      const row = page.locator(`[data-subscription-id="${id}"]`);
      // Without a mouse over it, the button looks the same each time.
      await row.getByRole('button').dispatchEvent('click');
      await row.getByRole('link').waitFor();
    },
  },
  {
    name: 'details-dark',
    theme: 'dark',
    walk: async (page, sql) => {
      await page.goto('/?lang=en');
      const walk = new DoorWalk(page);
      const id = await subscriptionOf(sql, ANNA, 'premium_support');
      await walk.throughDigitalLocker(ANNA, id);
      await page.getByRole('button', { name: walk.words.cancel, exact: true }).waitFor();
    },
  },
  {
    name: 'before-the-act',
    whole: true,
    walk: async (page, sql) => {
      await page.goto('/?lang=en');
      const walk = new DoorWalk(page);
      const id = await subscriptionOf(sql, ANNA, 'premium_support_plus');
      await walk.throughDigitalLocker(ANNA, id);
      await walk.press(walk.words.cancel);
      await page.getByRole('button', { name: walk.words.confirm }).waitFor();
    },
  },
  {
    name: 'confirmation',
    whole: true,
    walk: async (page, sql) => {
      await page.goto('/?lang=en');
      const walk = new DoorWalk(page);
      const id = await subscriptionOf(sql, ANNA, 'premium_support');
      await walk.throughDigitalLocker(ANNA, id);
      await walk.cancel();
      await page.locator('[data-waiting=false]').waitFor();
    },
  },
  {
    name: 'order-support-phone',
    language: 'pl',
    phone: true,
    walk: async (page, sql) => {
      const id = await subscriptionOf(sql, ANNA, 'prosupport');
      await new DoorWalk(page, 'pl').throughMyAccount(ANNA, id);
      await page.locator('input[name=wishedEnd]').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'my-account-arabic',
    language: 'ar',
    walk: async (page, sql) => {
      await page.goto('/?lang=ar');
      const id = await subscriptionOf(sql, JOHN, 'premium_support_plus');
      await new DoorWalk(page, 'ar').throughMyAccount(JOHN, id);
      await page.locator('form[action$="/cancel"]').waitFor();
    },
  },
  {
    name: 'without-sign-in',
    language: 'de',
    whole: true,
    walk: async (page) => {
      await page.goto('/cancel');
      await page.fill('input[name=name]', 'Max Mustermann');
      await page.fill('input[name=email]', MAX);
      await page.fill('input[name=contract]', 'D7V3ZS3');
    },
  },
  {
    name: 'receipt',
    walk: async (page, sql) => {
      const walk = new DoorWalk(page);
      const id = await subscriptionOf(sql, JOHN, 'premium_support_plus');
      await walk.throughMyAccount(JOHN, id);
      await walk.cancel();
      await page.locator('[data-waiting=false]').waitFor();
      await walk.follow('Receipt as page');
      await page.locator('[data-fact=reference]').waitFor();
    },
  },
  {
    name: 'console-queue',
    walk: async (page, _sql, desk) => {
      await fillReviewQueue(desk);
      const queue = '/admin/pages/review-queue';
      await signInAtConsole(page, 'agent@example.com', queue, PASSWORD);
      await page.getByText('3 wait').waitFor();
      await page.keyboard.press('c');
      await page.getByText('Claimed by ', { exact: false }).last().waitFor();
    },
  },
  {
    name: 'console-case-dark',
    theme: 'dark',
    walk: async (page, sql) => {
      const [row] = await sql<{ id: string }>(
        `select c.id from cancellation c join subscription s on s.id = c.subscription_id
          where c.state = 'in_review' and s.plan_code = 'prosupport'`,
      );
      const address = `/admin/pages/case?id=${row?.id}`;
      await signInAtConsole(page, 'supervisor@example.com', address, PASSWORD);
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    },
  },
  {
    name: 'console-home-phone',
    phone: true,
    walk: async (page) => {
      await signInAtConsole(page, 'supervisor@example.com', '/admin', PASSWORD);
      await page.getByRole('heading', { name: 'The flow' }).waitFor();
    },
  },
];

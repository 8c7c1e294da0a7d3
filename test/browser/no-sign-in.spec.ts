import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { translator } from '../../src/shared/locale/locale.js';
import { describeInBrowser } from './support/chromium.js';
import { DoorWalk, REFERENCE } from './support/doors.js';
import type { Language } from './support/launch.js';
import { startPortalDesk, type PortalDesk } from './support/portal-desk.js';
import { wordsOf } from './support/words.js';

interface Contract {
  email: string;
  name: string;
  id: string;
  serviceTag: string;
}

describeInBrowser('the door without sign-in', (chromium) => {
  let desk: PortalDesk;
  beforeAll(async () => {
    desk = await startPortalDesk();
  });
  afterAll(() => desk.stop());

  it.each(['en', 'de'] as const)(
    'cancels, keeps a receipt, and is taken back by the link of the mail: %s',
    async (language) => {
      const t = translator(language);
      const contract = await makeContract(language);
      const before = await desk.subscription(contract.id);

      const reference = await chromium.visit(desk.url, { language, phone: true }, async (page) => {
        await page.goto('/');
        await footLink(page, wordsOf(language).cancelHere);
        await fillIn(page, contract);
        // German law wants the button on the form itself; elsewhere a page repeats it first.
        if (language !== 'de') await press(page, t('no-login:continue'));
        expect(await declarationsOf(contract.email)).toBe(0);
        await press(page, wordsOf(language).cancelNow);
        return expectReceipt(page, contract);
      });

      const mail = await mailTo(contract.email, 'revoke_link');
      expect(mail).toContain(reference);
      expect(await desk.subscription(contract.id)).toMatchObject({ status: 'ending' });

      const [address = ''] = /http:\/\/\S+\/take-back\/[\w.-]+/.exec(mail) ?? [];
      await chromium.visit(desk.url, { language, script: false }, async (page) => {
        await page.goto(address);
        expect(await desk.subscription(contract.id)).toMatchObject({ status: 'ending' });
        await press(page, t('no-login:takeBack.button'));
        expect(await page.locator('h1').innerText()).toBe(t('no-login:takeBack.title.done'));
        await page.goto(address);
        expect(await page.locator('main button').count()).toBe(0);
      });
      expect(await desk.subscription(contract.id)).toEqual(before);
    },
  );

  it.each(['en', 'de'] as const)(
    'withdraws in two steps, asking three things: %s',
    async (language) => {
      const t = translator(language);
      const contract = await makeContract(language);
      const before = await desk.subscription(contract.id);
      await chromium.visit(desk.url, { language, script: false }, async (page) => {
        await page.goto('/digital-locker');
        await footLink(page, wordsOf(language).withdrawHere);
        const fields = page.locator('main :is(input, select, textarea):not([type=hidden])');
        expect(await fields.count()).toBe(3);
        await fillIn(page, contract);
        await press(page, t('no-login:continue'));
        expect(await textOf(page)).toContain(contract.serviceTag);
        await press(page, t('no-login:summary.edit'));
        expect(await page.inputValue('input[name=email]')).toBe(contract.email);
        await press(page, t('no-login:continue'));
        expect(await declarationsOf(contract.email)).toBe(0);
        await press(page, wordsOf(language).confirmWithdrawal);
        await expectReceipt(page, contract);
      });
      const found = await desk.waitFor(
        `select kind, state from cancellation where subscription_id = $1 and state <> 'requested'`,
        [contract.id],
      );
      expect(found).toEqual({ kind: 'withdrawal', state: 'in_review' });
      expect(await desk.subscription(contract.id)).toEqual(before);
    },
  );

  it('answers to an unknown contract as to a known one', async () => {
    const known = await makeContract('en');
    const unknown = { ...known, email: 'nobody@example.com', serviceTag: 'ZZZZZZ9' };
    const receipts: string[] = [];
    for (const contract of [known, unknown]) {
      await chromium.visit(desk.url, {}, async (page) => {
        await page.goto('/cancel');
        await fillIn(page, contract);
        await press(page, 'Continue');
        await press(page, 'Cancel now');
        const reference = await expectReceipt(page, contract);
        const text = await textOf(page);
        receipts.push(
          text
            .replaceAll(reference, 'CXL')
            .replaceAll(contract.email, 'E-MAIL')
            .replaceAll(contract.serviceTag, 'TAG')
            .replace(/Signature: .*/, ''),
        );
      });
    }
    // How it stands is told a moment later, and to the account's own address alone.
    const [one, other] = receipts.map((text) => text.replace(/^Where it stands: .*$/m, ''));
    expect(other).toBe(one);
  });

  it('says what is wrong with the form, keeps what was typed, and declares nothing', async () => {
    const contract = await makeContract('en');
    const before = await desk.snapshot(undefined, ['portal_limit']);
    await chromium.visit(desk.url, { refusals: [422], script: false }, async (page) => {
      await page.goto('/cancel');
      await fillIn(page, { ...contract, serviceTag: '<b>not one</b>' });
      await page.check('input[name=kind][value=extraordinary]');
      await press(page, 'Continue');
      expect(await textOf(page)).toContain('Please say why you cancel for cause');
      expect(await textOf(page)).toContain('Please enter the Service Tag or the order number');
      expect(await page.inputValue('input[name=contract]')).toBe('<b>not one</b>');
      expect(await page.inputValue('input[name=email]')).toBe(contract.email);
    });
    expect(await desk.snapshot(undefined, ['portal_limit'])).toEqual(before);
  });

  it('asks a signed-in customer for the contract alone', async () => {
    const contract = await makeContract('en');
    await chromium.visit(desk.url, {}, async (page) => {
      const walk = new DoorWalk(page);
      await page.goto('/account');
      await walk.signIn(contract.email);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await footLink(page, 'Withdraw from contract here');
      expect(await page.locator('main input:not([type=hidden])').count()).toBe(0);
      await page.locator(`[data-subscription-id="${contract.id}"]`).getByRole('link').click();
      await walk.press('Confirm withdrawal');
      expect(await walk.reference()).toMatch(REFERENCE);
      expect(await textOf(page)).toContain('Completed');
    });
    expect(await desk.subscription(contract.id)).toMatchObject({ status: 'cancelled' });
  });

  it.each([true, false])(
    'proves a receipt, and refuses one with a byte altered; script: %s',
    async (script) => {
      const customer = await desk.customer('de');
      const id = await desk.subscribe(customer);
      await chromium.visit(desk.url, { language: 'de', script }, async (page) => {
        const walk = new DoorWalk(page, 'de');
        const t = translator('de');
        await walk.throughDigitalLocker(customer.email, id);
        await walk.cancel();
        const reference = await walk.reference();
        const link = page.locator('a[href$=".pdf"]').first();
        const answer = await page.request.get((await link.getAttribute('href')) ?? '');
        expect(answer.headers()['content-type']).toBe('application/pdf');
        const pdf = await answer.body();
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');

        await page.goto('/receipts/verify');
        await upload(page, pdf);
        expect(await textOf(page)).toContain(t('receipts:verify.valid'));
        expect(await textOf(page)).toContain(reference);

        const altered = Buffer.from(pdf);
        const at = Math.floor(altered.length / 2);
        altered[at] = (altered[at] ?? 0) ^ 1;
        await upload(page, altered);
        expect(await textOf(page)).toContain(t('receipts:verify.invalid'));
        expect(await textOf(page)).not.toContain(t('receipts:verify.valid'));
      });

      async function upload(page: Page, buffer: Buffer): Promise<void> {
        await page.setInputFiles('input[type=file]', {
          name: 'receipt.pdf',
          mimeType: 'application/pdf',
          buffer,
        });
        await press(page, translator('de')('receipts:verify.submit'));
        await page.locator('.notice').waitFor();
      }
    },
  );

  it('reads the one receipt in each language, and nothing at a guessed address', async () => {
    const contract = await makeContract('ar');
    await chromium.visit(desk.url, { language: 'ar', refusals: [404] }, async (page) => {
      await page.goto('/cancel');
      await fillIn(page, contract);
      await press(page, translator('ar')('no-login:continue'));
      await press(page, wordsOf('ar').cancelNow);
      const reference = await expectReceipt(page, contract);
      const address = page.url();
      await page.goto(`${address}?lang=pl`);
      expect(await textOf(page)).toContain(reference);
      expect(await page.locator('html').getAttribute('lang')).toMatch(/^pl/);
      const last = address.at(-1) === 'A' ? 'B' : 'A';
      const guessed = await page.goto(`${address.slice(0, -1)}${last}`);
      expect(guessed?.status()).toBe(404);
    });
  });

  async function makeContract(language: Language): Promise<Contract> {
    const { id: accountId, email } = await desk.customer(language);
    const id = await desk.subscribe({ id: accountId, email, language });
    const [row] = await desk.sql<{ name: string; service_tag: string }>(
      `select a.name, d.service_tag from subscription_device s
         join device d on d.id = s.device_id join account a on a.id = d.account_id
        where s.subscription_id = $1`,
      [id],
    );
    return { email, id, name: row?.name ?? '', serviceTag: row?.service_tag ?? '' };
  }

  /** The text of the mail of that kind to an address, once it is written. */
  async function mailTo(email: string, template: string): Promise<string> {
    const row = await desk.waitFor(
      `select text from notification where recipient = $1 and template = $2 and state = 'kept'`,
      [email, template],
    );
    return String(row['text']);
  }

  async function declarationsOf(email: string): Promise<unknown> {
    const [row] = await desk.sql(
      `select count(*) as n from declaration where content -> 'declarant' ->> 'email' = $1`,
      [email],
    );
    return row?.['n'];
  }
});

async function fillIn(page: Page, { name, email, serviceTag }: Contract): Promise<void> {
  await page.fill('input[name=name]', name);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=contract]', serviceTag);
}

async function press(page: Page, name: string): Promise<void> {
  await page.locator('main').getByRole('button', { name, exact: true }).click();
}

async function footLink(page: Page, name: string): Promise<void> {
  await page.locator('footer').getByRole('link', { name, exact: true }).click();
}

function textOf(page: Page): Promise<string> {
  return page.locator('main').innerText();
}

/** The receipt repeats what was declared, with its reference and the time of receipt. */
async function expectReceipt(page: Page, { email, serviceTag }: Contract): Promise<string> {
  await page.locator('[data-fact=reference]').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/receipts\//);
  const text = await textOf(page);
  expect(text).toContain(email);
  expect(text).toContain(serviceTag);
  expect(text).toMatch(/2026|٢٠٢٦/);
  const [reference] = REFERENCE.exec(text) ?? [];
  if (reference === undefined) throw new Error('There is no reference on the receipt.');
  return reference;
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import type { CancellationRequest, Receipt } from '../../src/cancellations/cancellation-request.js';
import { RequestCancellation } from '../../src/cancellations/request-cancellation.js';
import { RevokeCancellation } from '../../src/cancellations/revoke-cancellation.js';
import { customerActor } from '../../src/accounts/customer-actor.js';
import { receiptAddress } from '../../src/receipts/receipt-address.js';
import { readSignedFile } from '../../src/receipts/signed-file.js';
import { newId } from '../../src/shared/ids.js';
import { makeAccount } from '../factories/account.js';
import { makeSubscription } from '../factories/subscription.js';
import { apiClient, cancel, type Api } from '../support/api-client.js';
import { startDesk, type Desk } from '../support/app.js';
import { onPostgres } from '../support/backends.js';
import { closePost, openPost, type Post } from '../support/post.js';

const KEY = 'a first signing key, of at least 32 characters';
const OTHER_KEY = 'another signing key, of at least 32 characters';
/** What asking for receipts must not change; mails are on their way all the while. */
const TABLES = ['receipt', 'receipt_key', 'declaration', 'cancellation', 'subscription', 'account'];

describe('receipts', () => {
  let post: Post;
  let desk: Desk;
  let api: Api;

  beforeAll(async () => {
    post = await openPost();
    desk = await start(KEY);
    api = apiClient(desk, (await desk.createKey()).key);
  });
  afterAll(async () => {
    await desk.stop();
    await closePost(post);
  });

  function start(signingKey: string, joined?: Desk): Promise<Desk> {
    return startDesk({
      backend: onPostgres,
      env: {
        SIGNING_KEY: signingKey,
        SMTP_URL: `smtp://127.0.0.1:${post.port}`,
        ...(joined ? { ROLES: 'portal' } : {}),
      },
      ...(joined ? { database: joined.database, clock: joined.clock } : {}),
    });
  }

  const declare = (more: Partial<CancellationRequest>): Promise<Receipt> =>
    desk.app.get(RequestCancellation, { strict: false }).run({
      subscriptionId: null,
      kind: 'ordinary',
      effective: null,
      wishedEnd: null,
      ground: null,
      reason: { code: 'unused', comment: 'Nie używam <b>tego</b>.' },
      quote: null,
      externalRef: null,
      door: 'my_account',
      actor: customerActor(newId(), null),
      visibility: null,
      ...more,
    });

  /** Mails to one address, once as many have come. */
  const mailsTo = async (address: string, count: number): Promise<ParsedMail[]> => {
    const found = (): ParsedMail[] =>
      post.mails.filter(({ to }) => [to].flat().some((one) => one?.text.includes(address)));
    await desk.waitFor(() => found().length >= count);
    return found();
  };
  const attachments = (mails: ParsedMail[]): { name?: string; content: Buffer }[] =>
    mails.flatMap((mail) =>
      mail.attachments.map(({ filename, content }) => ({ name: filename, content })),
    );
  const addressOf = async (declarationId: string): Promise<string> => {
    const [row] = await desk.sql<{ secret: string }>(
      `select receipt_secret as secret from declaration where id = $1`,
      [declarationId],
    );
    return receiptAddress(declarationId, row!.secret);
  };
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${desk.url}${path}`, {
      redirect: 'manual',
      headers: { Accept: 'text/html', ...headers },
    });
  const bytes = async (path: string): Promise<Buffer> =>
    Buffer.from(await (await get(path)).arrayBuffer());
  const verify = async (
    file: Buffer | null,
    at = desk,
  ): Promise<{ status: number; page: string }> => {
    const form = new FormData();
    if (file !== null) form.append('receipt', new Blob([new Uint8Array(file)]), 'receipt');
    const answer = await fetch(`${at.url}/receipts/verify`, { method: 'POST', body: form });
    return { status: answer.status, page: await answer.text() };
  };
  const decided = (id: string): Promise<unknown> =>
    desk.waitFor(`select 1 from cancellation where id = $1 and state <> 'requested'`, [id]);

  describe("of a customer's own declaration", () => {
    let email: string;
    let receipt: Receipt;
    let address: string;

    beforeAll(async () => {
      const account = await makeAccount(desk.sql, { language: 'pl', name: 'Anna Kowalska' });
      email = account.email;
      const { id } = await makeSubscription(desk.sql, { accountId: account.id });
      receipt = await declare({ subscriptionId: id });
      await decided(receipt.id);
      address = await addressOf(receipt.declarationId);
    });

    it('goes with the mails as a PDF, made once and the same at its address', async () => {
      const mails = await mailsTo(email, 2);
      const files = attachments(mails);
      expect(files.map(({ name }) => name).sort()).toEqual([
        `receipt-${receipt.reference}-scheduled.pdf`,
        `receipt-${receipt.reference}.pdf`,
      ]);
      for (const mail of mails) expect(mail.text).toContain(address);
      const sent = files.find(({ name }) => name === `receipt-${receipt.reference}.pdf`);
      expect((await bytes(`${address}.pdf`)).equals(sent!.content)).toBe(true);
      expect((await bytes(`${address}.pdf`)).equals(sent!.content)).toBe(true);
      const kept = await desk.sql(`select stage, pdf is not null as pdf, locale from receipt`);
      expect(kept).toEqual(
        expect.arrayContaining([
          { stage: 'declaration', pdf: true, locale: 'pl-PL' },
          { stage: 'scheduled', pdf: true, locale: 'pl-PL' },
        ]),
      );
    });

    it('is a page that anyone with the address can read, and nobody else', async () => {
      const page = await get(`${address}?lang=en`);
      const text = await page.text();
      expect(page.status).toBe(200);
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('x-robots-tag')).toBe('noindex');
      for (const said of [receipt.reference, 'Anna Kowalska', 'Premium Support', 'Scheduled']) {
        expect(text).toContain(said);
      }
      expect(text).toContain('&lt;b&gt;tego&lt;/b&gt;');
      expect(text).toContain(`${address}?stage=scheduled`);
      const before = await desk.snapshot(TABLES);
      const key = address.slice('/receipts/'.length);
      const otherSecret = receiptAddress(receipt.declarationId, newId());
      const otherId = receiptAddress(newId(), newId());
      for (const path of [otherSecret, otherId, `/receipts/${key.slice(1)}`, '/receipts/x']) {
        for (const ending of ['', '.pdf', '.json']) {
          const answer = await get(`${path}${ending}`);
          expect(answer.status).toBe(404);
          expect(await answer.text()).not.toContain(receipt.reference);
        }
      }
      for (const stage of ['completed', 'rejected', 'anything', '']) {
        expect((await get(`${address}?stage=${stage}`)).status).toBe(404);
      }
      expect(await desk.snapshot(TABLES)).toEqual(before);
    });

    it('is signed data that says the same', async () => {
      const file = await bytes(`${address}.json?stage=outcome`);
      const { receipt: said } = JSON.parse(file.toString()) as { receipt: object };
      expect(said).toMatchObject({
        stage: 'scheduled',
        reference: receipt.reference,
        door: 'my_account',
        declarant: { name: 'Anna Kowalska', email },
        declared: { reason: { code: 'unused', comment: 'Nie używam <b>tego</b>.' } },
        outcome: { state: 'scheduled', effectiveAt: '2026-07-01T00:00:00.000Z' },
      });
      expect((await bytes(`${address}.json?stage=outcome`)).equals(file)).toBe(true);
    });

    it('is checked by anyone: one byte altered fails', async () => {
      for (const path of [`${address}.pdf`, `${address}.json`, `${address}.pdf?stage=scheduled`]) {
        const file = await bytes(path);
        const before = await desk.snapshot(TABLES);
        const good = await verify(file);
        expect(good.status).toBe(200);
        expect(good.page).toContain('genuine and unaltered');
        expect(good.page).toContain(receipt.reference);
        const altered = Buffer.from(file);
        altered[file.length >> 1]! ^= 1;
        const bad = await verify(altered);
        expect(bad.page).toContain('not a valid receipt');
        expect(bad.page).not.toContain(receipt.reference);
        expect(await desk.snapshot(TABLES)).toEqual(before);
      }
    });

    it('tells what is no receipt, too large or missing', async () => {
      expect((await verify(Buffer.from('hello'))).page).toContain(
        'neither a PDF nor a JSON receipt',
      );
      expect(await verify(null)).toMatchObject({ status: 400 });
      expect(await verify(Buffer.alloc(0))).toMatchObject({ status: 400 });
      expect(await verify(Buffer.alloc(5 * 1024 * 1024 + 1))).toMatchObject({ status: 413 });
      const foreign = Buffer.from(
        (await bytes(`${address}.json`))
          .toString()
          .replace(/"keyId":"[0-9a-f]{16}"/, '"keyId":"0000000000000000"'),
      );
      expect((await verify(foreign)).page).toContain('signing key that we have never used');
      const twice = new FormData();
      for (const name of ['receipt', 'receipt']) twice.append(name, new Blob(['x']), 'x.pdf');
      const answer = await fetch(`${desk.url}/receipts/verify`, { method: 'POST', body: twice });
      expect(answer.status).toBe(400);
    });

    it('keeps what was confirmed when it is taken back, and confirms that too', async () => {
      const confirmed = await bytes(`${address}.pdf?stage=scheduled`);
      const revoke = desk.app.get(RevokeCancellation, { strict: false });
      await revoke.run(receipt.id, customerActor(newId(), null), null);
      expect((await bytes(`${address}.pdf?stage=scheduled`)).equals(confirmed)).toBe(true);
      const said = JSON.parse((await bytes(`${address}.json?stage=outcome`)).toString());
      expect(said).toMatchObject({ receipt: { stage: 'revoked', outcome: { effectiveAt: null } } });
      const page = await (await get(`${address}?lang=en`)).text();
      expect(page).toContain('Taken back');
      expect(page).toContain(`${address}?stage=revoked`);
    });

    it('is signed by a new key after a rotation, and the old ones still hold', async () => {
      const old = await bytes(`${address}.json`);
      const joined = await start(OTHER_KEY, desk);
      try {
        expect((await verify(old, joined)).page).toContain('genuine and unaltered');
        const { id } = await makeSubscription(desk.sql);
        // No mail of a batch makes a receipt: the process with the new key does.
        const made = await declare({ subscriptionId: id, door: 'batch' });
        const path = await addressOf(made.declarationId);
        const fresh = Buffer.from(await (await fetch(`${joined.url}${path}.json`)).arrayBuffer());
        const [was, is] = [readSignedFile(old)!, readSignedFile(fresh)!];
        expect(is.keyId).not.toBe(was.keyId);
        expect((await verify(fresh)).page).toContain('genuine and unaltered');
        const published = (await (await fetch(`${joined.url}/receipts/keys.json`)).json()) as {
          keys: { kid: string }[];
        };
        expect(published.keys.map(({ kid }) => kid)).toEqual([is.keyId, was.keyId]);
      } finally {
        await joined.stop();
      }
    });
  });

  it('of a declaration at a door without sign-in tells nothing but the declaration', async () => {
    const account = await makeAccount(desk.sql, { name: 'Max Mustermann', language: 'de' });
    const { serviceTags } = await makeSubscription(desk.sql, { accountId: account.id });
    const stranger = (contract: string): Promise<Receipt> =>
      declare({
        door: 'no_login',
        declarant: {
          name: 'Max Mustermann',
          email: account.email,
          contract,
          language: 'de',
        },
        reason: { code: 'other', comment: null },
        actor: customerActor(newId(), null),
      });
    const [known, unknown] = [await stranger(serviceTags[0]!), await stranger('XXXXXXX')];
    await decided(known.id);
    await decided(unknown.id);
    const states = await desk.sql(`select state from cancellation where id = any($1)`, [
      [known.id, unknown.id],
    ]);
    expect(states.map(({ state }) => state).sort()).toEqual(['in_review', 'scheduled']);
    const told: string[] = [];
    for (const { declarationId, reference } of [known, unknown]) {
      const address = await addressOf(declarationId);
      const page = await (await get(`${address}?lang=en`)).text();
      expect(page).not.toMatch(/Premium Support|Scheduled|In review|stage=/);
      const json = (await bytes(`${address}.json`)).toString();
      expect(json).not.toMatch(/Premium|2026-07-01/);
      told.push(
        json
          .replaceAll(reference, '')
          .replaceAll(declarationId, '')
          .replace(/"contract":"\w+"/, '')
          .replace(/"received":\{[^}]*\}/, '')
          .replace(/"value":"[^"]*"/, ''),
      );
      for (const stage of ['outcome', 'scheduled', 'completed', 'rejected']) {
        expect((await get(`${address}?stage=${stage}`)).status).toBe(404);
        expect((await get(`${address}.pdf?stage=${stage}`)).status).toBe(404);
      }
    }
    expect(told[0]).toBe(told[1]);
    const mails = await mailsTo(account.email, 3);
    const names = attachments(mails).map(({ name }) => name);
    expect(names.sort()).toEqual(
      [known, unknown].map(({ reference }) => `receipt-${reference}.pdf`).sort(),
    );
    const linking = mails.filter((mail) => mail.text?.includes('/receipts/'));
    expect(linking).toHaveLength(2);
  });

  it('of a declaration by a program is linked from the mails, and made when it is asked for', async () => {
    const account = await makeAccount(desk.sql);
    const { id } = await makeSubscription(desk.sql, { accountId: account.id });
    const made = (await cancel(api, id)).body;
    const mails = await mailsTo(account.email, 2);
    const address = await addressOf(String(made['id']));
    for (const mail of mails) {
      expect(mail.attachments).toEqual([]);
      expect(mail.text).toContain(`${desk.url}${address}`);
    }
    const kept = (): Promise<unknown[]> =>
      desk.sql(`select stage, pdf from receipt where declaration_id = $1`, [made['id']]);
    expect(await kept()).toEqual([]);
    expect((await get(address)).status).toBe(200);
    expect(await kept()).toEqual([{ stage: 'declaration', pdf: null }]);
  });

  describe('by the API', () => {
    let path: string;
    let key: string;
    const ask = (accept: string | null, at = path, bearer = key): Promise<Response> =>
      fetch(`${desk.url}${at}`, {
        headers: {
          Authorization: `Bearer ${bearer}`,
          ...(accept === null ? {} : { Accept: accept }),
        },
      });

    beforeAll(async () => {
      const { id } = await makeSubscription(desk.sql);
      const made = (await cancel(api, id, { effective: 'immediate' })).body;
      path = `/v1/cancellations/${String(made['id'])}/receipt`;
      key = (await desk.createKey(['cancellations:read'])).key;
    });

    it('come in the form that is asked for, the outcome once there is one', async () => {
      for (const accept of [null, '*/*', 'application/json', 'application/*;q=0.5']) {
        const answer = await ask(accept);
        expect(answer.headers.get('content-type')).toBe('application/json');
        const file = Buffer.from(await answer.arrayBuffer());
        expect(JSON.parse(file.toString())).toMatchObject({
          receipt: { stage: 'completed', door: 'api', outcome: { refund: { state: 'pending' } } },
        });
        expect((await verify(file)).page).toContain('genuine and unaltered');
      }
      const pdf = await ask('application/pdf');
      expect(pdf.headers.get('content-type')).toBe('application/pdf');
      const file = Buffer.from(await pdf.arrayBuffer());
      expect((await verify(file)).page).toContain('genuine and unaltered');
      const html = await ask('text/html,application/xhtml+xml,*/*;q=0.8');
      expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(html.headers.get('content-security-policy')).toMatch(/style-src 'sha256-[^']+'/);
      expect(html.headers.get('vary')).toContain('Accept');
      expect(await html.text()).toContain('<html lang="pl-PL"');
    });

    it('are refused in other forms, to other scopes and to other clients', async () => {
      const before = await desk.snapshot(TABLES);
      const refused = await ask('image/png');
      expect(refused.status).toBe(406);
      expect(refused.headers.get('content-type')).toContain('application/problem+json');
      expect(await refused.json()).toMatchObject({ code: 'not_acceptable', status: 406 });
      const { key: writer } = await desk.createKey(['cancellations:write']);
      expect((await ask(null, path, writer)).status).toBe(403);
      expect((await ask(null, `/v1/cancellations/${newId()}/receipt`)).status).toBe(404);
      const other = await desk.createKey(['cancellations:read'], { client: 'Other', accounts: [] });
      expect((await ask(null, path, other.key)).status).toBe(404);
      expect(await desk.snapshot(TABLES)).toEqual(before);
    });

    it('are described', async () => {
      const document = (await (await fetch(`${desk.url}/openapi.json`)).json()) as {
        paths: Record<string, { get: { responses: Record<string, { content?: object }> } }>;
      };
      const { responses } = document.paths['/v1/cancellations/{id}/receipt']!.get;
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '401', '404', '406']));
    });
  });

  it('are a page in languages without a PDF', async () => {
    const account = await makeAccount(desk.sql, {
      language: 'ja',
      country: 'JP',
      name: '山田太郎',
    });
    const { id } = await makeSubscription(desk.sql, { accountId: account.id });
    const made = await declare({ subscriptionId: id });
    const address = await addressOf(made.declarationId);
    const pdf = await get(`${address}.pdf`);
    expect(pdf.status).toBe(303);
    expect(pdf.headers.get('location')).toContain(address);
    expect(await (await get(address)).text()).toContain('山田太郎');
    const mails = await mailsTo(account.email, 2);
    expect(attachments(mails)).toEqual([]);
    for (const mail of mails) expect(mail.text).toContain(address);
  });
});

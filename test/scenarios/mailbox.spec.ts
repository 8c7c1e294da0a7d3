import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EntityManager } from '@mikro-orm/postgresql';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { Secrets } from '../../src/config/secrets.js';
import { readSettings, Settings } from '../../src/config/settings.js';
import { isLoopback, MailboxController } from '../../src/notifications/mailbox.controller.js';
import { queueNotifications } from '../../src/notifications/queue-notifications.js';
import { SendNotifications } from '../../src/notifications/send-notifications.js';
import { WriteMail } from '../../src/notifications/write-mail.js';
import { MakeReceiptPdf } from '../../src/receipts/make-receipt-pdf.js';
import { DomainError } from '../../src/shared/domain-error.js';
import { newId } from '../../src/shared/ids.js';
import { receiptMakers } from '../support/receipts.js';
import { addCustomer, openWorld, type World } from './use-case-world.js';

const KEY = 'a key of at least thirty-two letters';

describe('/dev/mailbox', () => {
  let world: World;
  let app: INestApplication | undefined;

  beforeEach(async () => {
    world = await openWorld('2026-02-10T10:00:00Z');
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await world.close();
  });

  async function serve(environment: NodeJS.ProcessEnv): Promise<ReturnType<typeof request>> {
    const settings = readSettings({ SIGNING_KEY: KEY, ...environment });
    const module = await Test.createTestingModule({
      controllers: [MailboxController],
      providers: [
        { provide: EntityManager, useValue: world.em },
        { provide: Settings, useValue: settings },
        {
          provide: MakeReceiptPdf,
          useValue: receiptMakers(world, settings, new Secrets(KEY)).makeReceiptPdf,
        },
      ],
    }).compile();
    app = module.createNestApplication();
    app.useGlobalFilters({
      catch: (error: unknown, host) => {
        const status = error instanceof DomainError && error.kind === 'not_found' ? 404 : 500;
        host.switchToHttp().getResponse().status(status).end();
      },
    });
    await app.init();
    return request(app.getHttpServer());
  }

  async function keepMail(door?: 'my_account' | 'batch'): Promise<string> {
    const { accountId, cancellationId } = await addCustomer(world, {
      language: 'en',
      country: 'GB',
    });
    if (door !== undefined) {
      await world.rows(
        `insert into declaration (id, cancellation_id, received_at, door, content)
         values ($1, $1, '2026-02-10T09:30:00Z', $2, '{"kind": "ordinary"}')`,
        [cancellationId, door],
      );
    }
    await world.rows(`update account set name = '<script>alert(1)</script>'`);
    const [id] = await queueNotifications(world.em.fork(), [
      {
        dedupeKey: 'received',
        cancellationId,
        accountId,
        template: 'received',
        data: {
          reference: 'CXL-7K3M9QXZ',
          planName: 'Premium <b>Support</b>',
          kind: 'ordinary',
          requestedAt: '2026-02-10T09:30:00Z',
        },
        createdAt: world.clock.now(),
      },
    ]);
    const settings = readSettings({});
    const secrets = new Secrets(KEY);
    const { makeReceiptPdf } = receiptMakers(world, settings, secrets);
    const send = new SendNotifications(
      world.em,
      settings,
      world.clock,
      new WriteMail(settings, secrets),
      makeReceiptPdf,
    );
    await send.run([id ?? '']);
    return id ?? '';
  }

  it('shows kept mails in the demo, without running what is in them', async () => {
    const id = await keepMail();
    const server = await serve({ DEMO: '1' });
    const list = await server
      .get('/dev/mailbox')
      .expect(200)
      .expect('content-type', /text\/html/);
    expect(list.text).toContain(`/dev/mailbox/${id}`);
    expect(list.text).toContain('@example.com');
    const mail = await server.get(`/dev/mailbox/${id}`).expect(200);
    expect(mail.text).toContain('sandbox="allow-popups');
    const html = await server.get(`/dev/mailbox/${id}/html`).expect(200);
    expect(html.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(html.text).toContain('CXL-7K3M9QXZ');
    expect(list.text + mail.text + html.text).not.toMatch(/<script|<b>Support/);
    await server
      .get(`/dev/mailbox/${id}/text`)
      .expect(200)
      .expect('content-type', /text\/plain/);
    await server.get(`/dev/mailbox/${newId()}`).expect(404);
    await server.get('/dev/mailbox/1').expect(404);
  });

  it('shows the receipt that a mail carries, found with the receipts', async () => {
    const id = await keepMail('my_account');
    const [receipt] = await world.rows<{ pdf: Buffer }>(`select pdf from receipt`);
    const server = await serve({ DEMO: '1' });
    const mail = await server.get(`/dev/mailbox/${id}`).expect(200);
    expect(mail.text).toContain(`href="/dev/mailbox/${id}/receipt.pdf"`);
    const file = await server
      .get(`/dev/mailbox/${id}/receipt.pdf`)
      .expect(200)
      .expect('content-type', 'application/pdf');
    expect(receipt!.pdf.equals(file.body as Buffer)).toBe(true);
    await server.get(`/dev/mailbox/${newId()}/receipt.pdf`).expect(404);
  });

  it('has no attachment on the mail of a batch, which links the receipt', async () => {
    const id = await keepMail('batch');
    expect(await world.rows(`select 1 from receipt`)).toEqual([]);
    const server = await serve({ DEMO: '1' });
    expect((await server.get(`/dev/mailbox/${id}`)).text).not.toContain('receipt.pdf');
    await server.get(`/dev/mailbox/${id}/receipt.pdf`).expect(404);
    expect((await server.get(`/dev/mailbox/${id}/text`)).text).toContain('/receipts/');
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['outside of the demo', { DEMO: '0' }],
    ['with a mail server', { DEMO: '1', SMTP_URL: 'smtp://127.0.0.1:25' }],
  ])('does not exist %s', async (_when, environment) => {
    const id = await keepMail();
    const server = await serve(environment);
    for (const path of ['', `/${id}`, `/${id}/html`, `/${id}/text`, `/${id}/receipt.pdf`]) {
      const answer = await server.get(`/dev/mailbox${path}`).expect(404);
      expect(answer.text).not.toContain('CXL-');
    }
  });

  it('does not exist for others than this machine', async () => {
    const server = await serve({ DEMO: '1' });
    await server.get('/dev/mailbox').set('X-Forwarded-For', '127.0.0.1').expect(404);
    for (const address of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1']) {
      expect(isLoopback(address)).toBe(true);
    }
    for (const address of [
      '10.0.0.1',
      '::ffff:10.0.0.1',
      '1270.0.0.1',
      '128.0.0.1',
      '',
      undefined,
    ]) {
      expect(isLoopback(address)).toBe(false);
    }
  });
});

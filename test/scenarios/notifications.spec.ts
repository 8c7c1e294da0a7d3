import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secrets } from '../../src/config/secrets.js';
import { readSettings } from '../../src/config/settings.js';
import {
  queueNotifications,
  withdrawNotifications,
} from '../../src/notifications/queue-notifications.js';
import { SendNotifications } from '../../src/notifications/send-notifications.js';
import { WriteMail } from '../../src/notifications/write-mail.js';
import { SweepNotifications } from '../../src/notifications/sweep-notifications.js';
import { closePost, openPost, type Post } from '../support/post.js';
import { receiptMakers } from '../support/receipts.js';
import { addCustomer, openWorld, type CustomerFacts, type World } from './use-case-world.js';

describe('notifications', () => {
  let world: World;
  let post: Post;
  let senders: SendNotifications[];

  beforeEach(async () => {
    world = await openWorld('2026-02-10T10:00:00Z');
    post = await openPost();
    senders = [];
  });
  afterEach(async () => {
    for (const sender of senders) sender.onApplicationShutdown();
    await closePost(post);
    await world.close();
  });

  function sender(environment: NodeJS.ProcessEnv = {}): SendNotifications {
    const settings = readSettings({
      SMTP_URL: `smtp://127.0.0.1:${post.port}`,
      BASE_URL: 'https://desk.example.org',
      ...environment,
    });
    const secrets = new Secrets('x'.repeat(32));
    const { makeReceiptPdf } = receiptMakers(world, settings, secrets);
    const made = new SendNotifications(
      world.em,
      settings,
      world.clock,
      new WriteMail(settings, secrets),
      makeReceiptPdf,
    );
    senders.push(made);
    return made;
  }

  async function queue(facts: CustomerFacts = {}): Promise<string> {
    const { accountId, cancellationId } = await addCustomer(world, facts);
    const [id] = await queueNotifications(world.em.fork(), [
      {
        dedupeKey: `completed:${cancellationId}`,
        cancellationId,
        accountId,
        template: 'completed',
        data: {
          reference: 'CXL-7K3M9QXZ',
          planName: 'Premium Support',
          serviceTags: ['7XK2M9Q'],
          orderNumber: 'PO-1',
          kind: 'ordinary',
          requestedAt: '2026-02-10T09:30:00Z',
          effectiveAt: '2026-02-10T09:30:00Z',
          refund: { amount: 119900, currency: 'PLN', state: 'pending' },
        },
        createdAt: world.clock.now(),
      },
    ]);
    return id ?? '';
  }
  const row = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (
      await world.rows(
        `select state, attempts, last_error as error, message_id as "messageId", subject, html, recipient,
                round(extract(epoch from next_attempt_at))::bigint as next from notification where id = $1`,
        [id],
      )
    )[0];
  const audit = (id: string): Promise<Record<string, unknown>[]> =>
    world.rows(`select action, reason, after from audit_entry where subject_id = $1`, [id]);
  const inSeconds = (seconds: number): string =>
    String(Math.round(world.clock.now().getTime() / 1000) + seconds);

  it('sends each mail once, in Polish, under a Message-ID of its own', async () => {
    const id = await queue();
    const before = await world.everythingBut('notification', 'audit_entry');
    await Promise.all([sender().run([id]), sender().run([id])]);
    await sender().run([id]);
    expect(post.mails).toHaveLength(1);
    const [mail] = post.mails;
    expect(mail?.messageId).toBe(`<${id}@desk.example.org>`);
    expect(mail?.subject).toMatch(/zakończ|rozwiąz|umow/i);
    expect(mail?.text).toContain('CXL-7K3M9QXZ');
    expect(mail?.text).toMatch(/1[\s ]?199,00/);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(await row(id)).toMatchObject({
      state: 'sent',
      messageId: mail?.messageId,
      subject: mail?.subject,
      html: null,
      recipient: null,
    });
    const lines = await audit(id);
    expect(lines.map(({ action }) => action)).toEqual(['notification.sent']);
    expect(JSON.stringify(lines)).not.toMatch(/@|Kowalska/);
    expect(await world.everythingBut('notification', 'audit_entry')).toBe(before);
  });

  it('waits for a dead mail server, longer each time, and loses nothing', async () => {
    const ids = [];
    for (let at = 0; at < 8; at += 1) ids.push(await queue());
    const before = await world.everythingBut('notification');
    const send = sender();
    await closePost(post);
    await send.run(ids);
    const [first] = ids;
    expect(await row(first ?? '')).toMatchObject({
      state: 'pending',
      attempts: 1,
      next: inSeconds(15),
    });
    expect(await row(ids.at(-1) ?? '')).toMatchObject({ attempts: 0, next: inSeconds(15) });
    world.clock.advance(15_000);
    await send.run([first ?? '']);
    expect(await row(first ?? '')).toMatchObject({
      state: 'pending',
      attempts: 2,
      next: inSeconds(30),
    });
    expect(String((await row(first ?? ''))?.['error'])).not.toContain('@');
    expect(await world.everythingBut('notification')).toBe(before);
    post = await openPost(post.port);
    world.clock.advance(3_600_000);
    await new SweepNotifications(world.em, world.hints, world.clock).run();
    expect(new Set(world.hints.lost)).toEqual(new Set(ids));
    expect(await send.run(world.hints.lost)).toBe(8);
    expect(new Set(post.mails.map((mail) => mail.messageId)).size).toBe(8);
  });

  it('gives up a rejected address visibly, and sends the others', async () => {
    const [gone, full, fine] = [
      await queue({ email: 'gone@example.com' }),
      await queue({ email: 'full@example.com' }),
      await queue({ email: 'fine@example.com' }),
    ];
    const two = await queue({ email: 'a@example.com,b@example.com' });
    post.refuse.set('gone', 550).set('full', 450);
    const before = await world.everythingBut('notification', 'audit_entry');
    await sender().run([gone, full, fine, two]);
    expect(await row(gone)).toMatchObject({ state: 'failed', attempts: 1, next: null });
    expect(await row(full)).toMatchObject({ state: 'pending', attempts: 1, next: inSeconds(15) });
    expect(await row(fine)).toMatchObject({ state: 'sent' });
    expect(await row(two)).toMatchObject({ state: 'failed', error: 'not an address' });
    expect(post.mails).toHaveLength(1);
    const [line] = await audit(gone);
    expect(line).toMatchObject({ action: 'notification.failed' });
    expect(JSON.stringify([line, (await row(gone))?.['error']])).toMatch(/550/);
    expect(JSON.stringify([line, (await row(gone))?.['error']])).not.toContain('@');
    expect(await audit(full)).toEqual([]);
    expect(await world.everythingBut('notification', 'audit_entry')).toBe(before);
  });

  it('keeps mails as they would be sent where no mail server is set', async () => {
    const id = await queue({ email: 'anna@example.com', language: 'de', country: 'DE' });
    expect(await sender({ SMTP_URL: '' }).run([id])).toBe(1);
    expect(await row(id)).toMatchObject({
      state: 'kept',
      recipient: 'anna@example.com',
      messageId: `<${id}@desk.example.org>`,
      html: expect.stringContaining('<!DOCTYPE html>'),
    });
    expect((await audit(id)).map(({ action }) => action)).toEqual(['notification.kept']);
    expect(post.mails).toEqual([]);
  });

  it('sends nothing that was withdrawn, and queues nothing twice', async () => {
    const id = await queue();
    const [mail] = await world.rows<{ key: string; cancellationId: string }>(
      `select dedupe_key as key, cancellation_id as "cancellationId" from notification`,
    );
    const cancellationId = mail?.cancellationId ?? '';
    const again = { cancellationId, accountId: null, template: 'completed', data: {} };
    expect(
      await queueNotifications(world.em.fork(), [
        { ...again, dedupeKey: mail?.key ?? '', createdAt: world.clock.now() },
      ]),
    ).toEqual([]);
    expect(await withdrawNotifications(world.em.fork(), [cancellationId], ['received'])).toEqual(
      [],
    );
    expect(await withdrawNotifications(world.em.fork(), [cancellationId])).toEqual([id]);
    expect(await sender().run([id])).toBe(0);
    expect(await row(id)).toMatchObject({ state: 'withdrawn', attempts: 0 });
    expect(post.mails).toEqual([]);
  });
});

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { queueNotifications } from '../notifications/queue-notifications.js';
import { JobHints } from '../queue/job-hints.js';
import { Clock } from '../shared/clock.js';
import { DomainError, invalid, isRefusal, notFound } from '../shared/domain-error.js';
import { isUuid, newId } from '../shared/ids.js';
import type { Quote } from './cancellation-facts.js';
import type { CancellationRequest, Receipt } from './cancellation-request.js';
import { declarationContent, mailData } from './cancellation-mail.js';
import { isCulprit, isDeadlock } from './culprit.js';
import { Quotes } from './quote.js';
import { ReferenceSequence } from './reference-sequence.js';
import { undoCancellations } from './undo-cancellations.js';

interface Target {
  id: string;
  account_id: string;
  status: string;
  plan_name: string;
  order_number: string;
  service_tags: string[];
}

/** A declaration that may be written: checked, with the contract it is about. */
interface Declared {
  index: number;
  id: string;
  request: CancellationRequest;
  target: Target;
  quote: Quote | null;
}

interface OpenOne {
  id: string;
  reference: string;
  kind: string;
  subscription_id: string;
}

type Answer = Receipt | Error;

/**
 * Receives a set of declarations in one transaction: cancellation, declaration, audit and the mail
 * of receipt. It decides nothing; the policy does afterwards. Whether the queue is up is of no
 * matter: the hint leaves after the commit, and the sweep finds what no hint told of.
 */
@Injectable()
export class RequestCancellations {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly quotes: Quotes,
    private readonly references: ReferenceSequence,
    private readonly hints: JobHints,
  ) {}

  /**
   * One answer per request, in their order: a receipt, or the error that refuses it. A ring of locks
   * (two sets and a revocation at once) lies with nobody and left nothing behind: it is tried again.
   */
  async run(requests: readonly CancellationRequest[], attempts = 3): Promise<Answer[]> {
    try {
      return await this.receiveSet(requests, this.clock.now());
    } catch (error) {
      if (isDeadlock(error) && attempts > 1) return this.run(requests, attempts - 1);
      if (!isCulprit(error)) throw error;
      // One that cannot be written is refused alone: halving spares those who came with it.
      if (requests.length === 1) return [error as Error];
      const middle = Math.ceil(requests.length / 2);
      const first = await this.run(requests.slice(0, middle));
      return [...first, ...(await this.run(requests.slice(middle)))];
    }
  }

  private async receiveSet(
    requests: readonly CancellationRequest[],
    receivedAt: Date,
  ): Promise<Answer[]> {
    const { answers, received, mails } = await this.em
      .fork()
      .transactional((em) => this.receive(em as EntityManager, requests, receivedAt));
    // A lost hint only delays: nobody waits for it.
    void this.hints.add('cancellations', received);
    void this.hints.add('notifications', mails);
    return answers;
  }

  private async receive(
    em: EntityManager,
    requests: readonly CancellationRequest[],
    receivedAt: Date,
  ): Promise<{ answers: Answer[]; received: string[]; mails: string[] }> {
    const answers = new Array<Answer>(requests.length);
    const declared = this.check(requests, await findTargets(em, requests), receivedAt, answers);
    const written = await this.insert(em, declared, receivedAt);
    const rest = declared.filter(({ id }) => !written.has(id));
    const open = await findOpen(em, rest);
    const replacing = rest.filter((one) => takesThePlace(one.request, open.get(one.target.id)));
    // What stood in the way of these has ended between the two statements: the place is free.
    const freed = rest.filter(({ target }) => !open.has(target.id));
    await undoCancellations(em, {
      ids: replacing.flatMap(({ target }) => open.get(target.id)?.id ?? []),
      actor: { type: 'system', id: null, name: 'request-cancellations' },
      reason: 'superseded',
      at: receivedAt,
    });
    const second = [...replacing, ...freed];
    const replaced = await this.insert(em, second, receivedAt);
    const attached = rest.filter(({ id }) => !replaced.has(id));
    // Of two that take one place the later joins the earlier, not what both have replaced.
    const standing = second.length > 0 ? await findOpen(em, attached) : open;
    for (const { index, id } of declared) {
      const reference = written.get(id) ?? replaced.get(id);
      if (reference !== undefined) answers[index] = { id, reference, attached: false };
    }
    const joining = attached.filter((one) =>
      this.attach(one, standing.get(one.target.id), answers),
    );
    const fresh = declared.filter(({ id }) => written.has(id) || replaced.has(id));
    const mails = await this.writeReceipts(em, fresh, joining, answers, receivedAt);
    return { answers, received: fresh.map(({ id }) => id), mails };
  }

  /** Refuses what cannot be received; the rest is returned with its contract and quote. */
  private check(
    requests: readonly CancellationRequest[],
    targets: Map<string, Target>,
    receivedAt: Date,
    answers: Answer[],
  ): Declared[] {
    return requests.flatMap((request, index) => {
      const target = targets.get(`${index}`);
      if (target === undefined) {
        answers[index] = notFound('subscription');
        return [];
      }
      if (request.door === 'api' && target.status === 'cancelled') {
        answers[index] = new DomainError(
          'conflict',
          'already_cancelled',
          'This subscription is cancelled already.',
        );
        return [];
      }
      try {
        const quote = this.readQuote(request, target.id, receivedAt);
        return [{ index, id: newId(), request: withQuote(request, quote), target, quote }];
      } catch (error) {
        if (!isRefusal(error)) throw error;
        answers[index] = error;
        return [];
      }
    });
  }

  /** A quote is for the end that it names: who wishes a later one has used more than it reckoned with. */
  private readQuote(
    request: CancellationRequest,
    subscriptionId: string,
    receivedAt: Date,
  ): Quote | null {
    if (request.quote === null) return null;
    const quote = this.quotes.read(request.quote, subscriptionId, receivedAt);
    const sameEffective = request.effective === null || request.effective === quote.effective;
    const later = request.wishedEnd !== null && request.wishedEnd > new Date(quote.effectiveAt);
    if (request.kind !== quote.kind || !sameEffective || later) {
      throw invalid([
        {
          pointer: '/quote',
          code: 'quote_mismatch',
          message: `This quote is for ${quote.kind}, ${quote.effective}, at ${quote.effectiveAt}: ask for what it promised.`,
        },
      ]);
    }
    return quote;
  }

  /** The partial unique index decides who comes first; the ids and references of those are returned. */
  private async insert(
    em: EntityManager,
    declared: readonly Declared[],
    receivedAt: Date,
  ): Promise<Map<string, string>> {
    if (declared.length === 0) return new Map();
    const references = await this.references.take(em, declared.length);
    const rows = declared.map(({ id, request, target, quote }, i) => ({
      id,
      reference: references[i],
      subscription_id: target.id,
      account_id: target.account_id,
      client_id: request.visibility?.clientId ?? null,
      kind: request.kind,
      effective: request.effective,
      wished_end: request.wishedEnd,
      ground: request.ground,
      reason_code: request.reason.code,
      reason_comment: request.reason.comment,
      external_ref: request.externalRef,
      door: request.door,
      actor_type: request.actor.type,
      actor_id: request.actor.id,
      actor_name: request.actor.name,
      actor_role: request.actor.role ?? null,
      quote,
      request_id: request.actor.requestId ?? null,
    }));
    const written = await sql<{ id: string; reference: string }>(em, INSERT, [
      JSON.stringify(rows),
      receivedAt,
    ]);
    return new Map(written.map((row) => [row.id, row.reference]));
  }

  /** Whether a second declaration joins the open one; a program gets the conflict instead. */
  private attach(one: Declared, open: OpenOne | undefined, answers: Answer[]): boolean {
    if (open === undefined) {
      // Between the two statements the open one has ended: the caller may simply ask again.
      answers[one.index] = new DomainError(
        'unavailable',
        'try_again',
        'The subscription is changing just now. Try again.',
      );
      return false;
    }
    if (one.request.door === 'api') {
      answers[one.index] = new DomainError(
        'conflict',
        'already_requested',
        'A cancellation of this subscription is open already.',
        { cancellationId: open.id },
      );
      return false;
    }
    answers[one.index] = { id: open.id, reference: open.reference, attached: true };
    return true;
  }

  private async writeReceipts(
    em: EntityManager,
    fresh: Declared[],
    joining: Declared[],
    answers: Answer[],
    receivedAt: Date,
  ): Promise<string[]> {
    const lines = [...fresh, ...joining].map((one) => {
      const { id: cancellationId, reference } = answers[one.index] as Receipt;
      return { ...one, cancellationId, reference };
    });
    if (lines.length === 0) return [];
    await sql(em, INSERT_DECLARATIONS, [
      JSON.stringify(
        lines.map(({ id, cancellationId, request }) => ({
          id,
          cancellation_id: cancellationId,
          door: request.door,
          content: declarationContent(request),
        })),
      ),
      receivedAt,
    ]);
    await recordAudit(
      em,
      lines.map(({ id, cancellationId, request, target }) => ({
        at: receivedAt,
        action: id === cancellationId ? 'cancellation.requested' : 'declaration.attached',
        actor: request.actor,
        subjectType: 'cancellation',
        subjectId: cancellationId,
        cancellationId,
        reason: request.reason.code,
        after: {
          subscriptionId: target.id,
          kind: request.kind,
          effective: request.effective,
          door: request.door,
        },
      })),
    );
    return queueNotifications(
      em,
      lines.map(({ id, cancellationId, reference, request, target }) => ({
        dedupeKey: `received:${id}`,
        cancellationId,
        accountId: target.account_id,
        template: 'received',
        createdAt: receivedAt,
        data: mailData({
          reference,
          planName: target.plan_name,
          serviceTags: target.service_tags,
          orderNumber: target.order_number,
          kind: request.kind,
          requestedAt: receivedAt.toISOString(),
          wishedEnd: request.wishedEnd?.toISOString() ?? null,
        }),
      })),
    );
  }
}

function withQuote(request: CancellationRequest, quote: Quote | null): CancellationRequest {
  return quote === null ? request : { ...request, effective: quote.effective };
}

/** A withdrawal or a cause takes the place of an open ordinary cancellation; not for a program. */
function takesThePlace(request: CancellationRequest, open: OpenOne | undefined): boolean {
  return open?.kind === 'ordinary' && request.kind !== 'ordinary' && request.door !== 'api';
}

/** The visible contracts, keyed by the position of the request that names them. */
async function findTargets(
  em: EntityManager,
  requests: readonly CancellationRequest[],
): Promise<Map<string, Target>> {
  const keys = requests.map(({ subscriptionId, visibility }) => ({
    subscription_id: isUuid(subscriptionId) ? subscriptionId : null,
    client_id: visibility === null || visibility.operator ? null : visibility.clientId,
  }));
  const rows = await sql<Target & { position: string }>(em, FIND_TARGETS, [
    keys.map((key) => key.subscription_id),
    keys.map((key) => key.client_id),
  ]);
  return new Map(rows.map((row) => [`${Number(row.position) - 1}`, row]));
}

/** Locked in the order in which ApplyCancellations locks, so that the two never wait in a ring. */
async function findOpen(em: EntityManager, rest: Declared[]): Promise<Map<string, OpenOne>> {
  if (rest.length === 0) return new Map();
  const rows = await sql<OpenOne>(
    em,
    `select id, reference, kind, subscription_id from cancellation
      where subscription_id = any($1::uuid[]) and state in ('requested', 'in_review', 'scheduled', 'failed')
      order by subscription_id, id for update`,
    [rest.map(({ target }) => target.id)],
  );
  return new Map(rows.map((row) => [row.subscription_id, row]));
}

const FIND_TARGETS = `
  select k.position, s.id, s.account_id, s.status, s.order_number, p.name as plan_name,
         array(select d.service_tag from subscription_device sd join device d on d.id = sd.device_id
                where sd.subscription_id = s.id order by d.service_tag) as service_tags
    from unnest($1::uuid[], $2::uuid[]) with ordinality as k (subscription_id, client_id, position)
    join subscription s on s.id = k.subscription_id
    join plan p on p.code = s.plan_code
   where k.client_id is null
      or exists (select 1 from client_account c
                  where c.client_id = k.client_id and c.account_id = s.account_id)`;

const INSERT = `
  insert into cancellation (id, reference, subscription_id, account_id, client_id, kind, effective, wished_end,
         ground, reason_code, reason_comment, external_ref, state, door, actor_type, actor_id, actor_name,
         actor_role, quote, requested_at, request_id, changed_at)
  select id, reference, subscription_id, account_id, client_id, kind, effective, wished_end,
         ground, reason_code, reason_comment, external_ref, 'requested', door, actor_type, actor_id, actor_name,
         actor_role, quote, $2, request_id, $2
    from jsonb_to_recordset($1::jsonb) as r (id uuid, reference text, subscription_id uuid, account_id uuid,
         client_id uuid, kind text, effective text, wished_end timestamptz, ground text, reason_code text,
         reason_comment text, external_ref text, door text, actor_type text, actor_id uuid, actor_name text,
         actor_role text, quote json, request_id text)
   order by subscription_id
  on conflict (subscription_id) where state in ('requested', 'in_review', 'scheduled', 'failed') do nothing
  returning id, reference`;

const INSERT_DECLARATIONS = `
  insert into declaration (id, cancellation_id, received_at, door, content)
  select id, cancellation_id, $2, door, content
    from jsonb_to_recordset($1::jsonb) as r (id uuid, cancellation_id uuid, door text, content json)`;

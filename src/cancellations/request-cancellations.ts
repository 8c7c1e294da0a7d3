import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { JobHints } from '../queue/job-hints.js';
import { Clock } from '../shared/clock.js';
import { DomainError, invalid, isRefusal, notFound } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';
import type { Quote } from './cancellation-facts.js';
import { refusesSecond, type CancellationRequest, type Receipt } from './cancellation-request.js';
import { isCulprit, isDeadlock } from './culprit.js';
import { Quotes } from './quote.js';
import { ReferenceSequence } from './reference-sequence.js';
import { findOpen, findTargets, type OpenOne, type Target } from './request-targets.js';
import { takingThePlace } from './take-the-place.js';
import { undoCancellations } from './undo-cancellations.js';
import { findReceipts, isReceivedElsewhere, submissionKeyOf } from './submissions.js';
import {
  insertCancellations,
  writeReceipts,
  type AboutContract,
  type Declared,
} from './write-declarations.js';

export type Answer = Receipt | Error;

/**
 * What is written in the same transaction as a set, e.g. the lines of a batch that asked for it. What
 * it throws undoes the set; it runs again for each half of a set that had to be halved.
 */
export type Alongside<R extends CancellationRequest> = (
  em: EntityManager,
  requests: readonly R[],
  answers: readonly Answer[],
) => Promise<void>;

const nothingElse = (): Promise<void> => Promise.resolve();

/** What a set came to, and the ids of what leaves after the commit. */
interface Received {
  answers: Answer[];
  received: string[];
  mails: string[];
}

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
   * So is a form that was received elsewhere in the same moment: now its first receipt is found.
   */
  async run<R extends CancellationRequest>(
    requests: readonly R[],
    alongside: Alongside<R> = nothingElse,
    attempts = 3,
  ): Promise<Answer[]> {
    try {
      return await this.receiveSet(requests, alongside, this.clock.now());
    } catch (error) {
      const passing = isDeadlock(error) || isReceivedElsewhere(error);
      if (passing && attempts > 1) return this.run(requests, alongside, attempts - 1);
      if (!isCulprit(error)) throw error;
      // One that cannot be written is refused alone: halving spares those who came with it.
      if (requests.length === 1) return [error as Error];
      const middle = Math.ceil(requests.length / 2);
      const first = await this.run(requests.slice(0, middle), alongside);
      return [...first, ...(await this.run(requests.slice(middle), alongside))];
    }
  }

  private async receiveSet<R extends CancellationRequest>(
    requests: readonly R[],
    alongside: Alongside<R>,
    receivedAt: Date,
  ): Promise<Answer[]> {
    const { answers, received, mails } = await this.em.fork().transactional(async (forked) => {
      const em = forked as EntityManager;
      const set = await this.receiveForms(em, requests, receivedAt);
      await alongside(em, requests, set.answers);
      return set;
    });
    // A lost hint only delays: nobody waits for it. A batch carries its own lines out.
    const single = requests.filter(({ batch }) => batch === undefined).length > 0;
    void this.hints.add('cancellations', single ? received : []);
    void this.hints.add('notifications', mails);
    return answers;
  }

  /** Receives what was not received before; a form that is sent again gets its first receipt again. */
  private async receiveForms(
    em: EntityManager,
    requests: readonly CancellationRequest[],
    receivedAt: Date,
  ): Promise<Received> {
    const keys = requests.map(submissionKeyOf);
    const known = await findReceipts(em, keys);
    const first = requests.flatMap((_request, index) => {
      const key = keys[index] ?? null;
      const again = key !== null && (known.has(key) || keys.indexOf(key) < index);
      return again ? [] : [index];
    });
    const fresh = first.map((index) => requests[index] as CancellationRequest);
    const { answers, ...leaving } = await this.receive(em, fresh, receivedAt);
    const answerOf = (index: number): Answer => answers[first.indexOf(index)] as Answer;
    return {
      ...leaving,
      answers: keys.map((key, index) =>
        key === null ? answerOf(index) : (known.get(key) ?? answerOf(keys.indexOf(key))),
      ),
    };
  }

  private async receive(
    em: EntityManager,
    requests: readonly CancellationRequest[],
    receivedAt: Date,
  ): Promise<Received> {
    const answers = new Array<Answer>(requests.length);
    const declared = this.check(requests, await findTargets(em, requests), receivedAt, answers);
    const written = await insertCancellations(em, this.references, declared, receivedAt);
    // What names no contract stands in nobody's way and is always written.
    const rest = declared.filter(isAboutContract).filter(({ id }) => !written.has(id));
    const open = await findOpen(em, subscriptionsOf(rest));
    const replacing = await takingThePlace(em, rest, open, receivedAt);
    // What stood in the way of these has ended between the two statements: the place is free.
    const freed = rest.filter(({ target }) => !open.has(target.id));
    await undoCancellations(em, {
      ids: replacing.flatMap(({ target }) => open.get(target.id)?.id ?? []),
      actor: { type: 'system', id: null, name: 'request-cancellations' },
      reason: 'superseded',
      at: receivedAt,
    });
    const second = [...replacing, ...freed];
    const replaced = await insertCancellations(em, this.references, second, receivedAt);
    const attached = rest.filter(({ id }) => !replaced.has(id));
    // Of two that take one place the later joins the earlier, not what both have replaced.
    const standing = second.length > 0 ? await findOpen(em, subscriptionsOf(attached)) : open;
    for (const { index, id } of declared) {
      const reference = written.get(id) ?? replaced.get(id);
      if (reference !== undefined) {
        answers[index] = { id, declarationId: id, reference, attached: false };
      }
    }
    const joining = attached.filter((one) =>
      this.attach(one, standing.get(one.target.id), answers),
    );
    const fresh = declared.filter(({ id }) => written.has(id) || replaced.has(id));
    const receipted = [...fresh, ...joining].map((one) => ({
      ...one,
      receipt: answers[one.index] as Receipt,
    }));
    const mails = await writeReceipts(em, receipted, receivedAt);
    return { answers, received: fresh.map(({ id }) => id), mails };
  }

  /** Refuses what cannot be received; the rest is returned with its contract and quote. */
  private check(
    requests: readonly CancellationRequest[],
    targets: Map<string, Target>,
    receivedAt: Date,
    answers: Answer[],
  ): Declared[] {
    return requests.flatMap((request, index): Declared[] => {
      if (request.declarant != null) {
        return [{ index, id: newId(), request, target: null, quote: null }];
      }
      const target = targets.get(`${index}`);
      if (target === undefined) {
        answers[index] = notFound('subscription');
        return [];
      }
      if (refusesSecond(request) && target.status === 'cancelled') {
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

  /** Whether a second declaration joins the open one; a program gets the conflict instead. */
  private attach(one: AboutContract, open: OpenOne | undefined, answers: Answer[]): boolean {
    if (open === undefined) {
      // Between the two statements the open one has ended: the caller may simply ask again.
      answers[one.index] = new DomainError(
        'unavailable',
        'try_again',
        'The subscription is changing just now. Try again.',
      );
      return false;
    }
    if (refusesSecond(one.request)) {
      answers[one.index] = new DomainError(
        'conflict',
        'already_requested',
        'A cancellation of this subscription is open already.',
        { cancellationId: open.id },
      );
      return false;
    }
    const { id, reference } = open;
    answers[one.index] = { id, declarationId: one.id, reference, attached: true };
    return true;
  }
}

function withQuote(request: CancellationRequest, quote: Quote | null): CancellationRequest {
  return quote === null ? request : { ...request, effective: quote.effective };
}

function isAboutContract(one: Declared): one is AboutContract {
  return one.target !== null;
}

function subscriptionsOf(declared: readonly AboutContract[]): string[] {
  return declared.map(({ target }) => target.id);
}

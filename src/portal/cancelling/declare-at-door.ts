import { Injectable } from '@nestjs/common';
import {
  cancellationKinds,
  type CancellationKind,
} from '../../cancellations/cancellation-facts.js';
import { Quotes } from '../../cancellations/quote.js';
import { RequestCancellation } from '../../cancellations/request-cancellation.js';
import { WaitForDecision } from '../../cancellations/wait-for-decision.js';
import type { Actor } from '../../shared/actor.js';
import { Clock } from '../../shared/clock.js';
import { isRefusal } from '../../shared/domain-error.js';
import { withPrecedence } from '../../shared/precedence.js';
import { doorOf } from '../door.js';
import type { PortalRequest } from '../frame/portal-request.js';
import { FindStanding } from '../services/find-standing.js';
import { visitorOf } from '../session/visitor.js';
import { readDeclarationForm, type FormFaults, type FormValues } from './declaration-form.js';

/** Most decisions take some ten milliseconds: so long the confirmation waits to show one at once. */
const WAIT_SECONDS = 2;

/** Handed in, or what is wrong with the form; `quote` when what the page promised holds no more. */
export type Declared = { address: string } | { faults: FormFaults; form?: 'quote_expired' };

/**
 * Hands a signed-in customer's declaration in. It is received whether or not a right to cancel
 * exists; only a form that cannot be read comes back, and one whose promise has expired.
 */
@Injectable()
export class DeclareAtDoor {
  constructor(
    private readonly standing: FindStanding,
    private readonly quotes: Quotes,
    private readonly requestCancellation: RequestCancellation,
    private readonly waitForDecision: WaitForDecision,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, also for another account's subscription */
  async run(
    request: PortalRequest,
    subscriptionId: string,
    values: FormValues & { kind?: string },
  ): Promise<Declared> {
    const { accountId, timeZone } = visitorOf(request);
    const { id } = await this.standing.subscription(accountId, subscriptionId);
    const kind = readKind(values.kind);
    const groundRequired = kind === 'extraordinary';
    const now = this.clock.now();
    const { declaration, faults } = readDeclarationForm(values, { groundRequired, now, timeZone });
    if (Object.keys(faults).length > 0) return { faults };
    const promised = declaration.quote === null ? null : this.promise(declaration.quote, id, now);
    if (promised === 'expired') return { faults, form: 'quote_expired' };
    const door = doorOf(request.path);
    const receipt = await withPrecedence(() =>
      this.requestCancellation.run({
        ...declaration,
        subscriptionId: id,
        kind,
        effective: promised?.effective ?? null,
        externalRef: null,
        door: door.code,
        actor: customer(accountId, request.id),
        visibility: null,
      }),
    );
    await this.waitForDecision.run(
      receipt.id,
      WAIT_SECONDS,
      AbortSignal.timeout(WAIT_SECONDS * 1000),
    );
    const again = receipt.attached ? '?again=1' : '';
    return { address: `${door.base}/cancellations/${receipt.id}${again}` };
  }

  private promise(
    quote: string,
    subscriptionId: string,
    now: Date,
  ): ReturnType<Quotes['read']> | 'expired' {
    try {
      return this.quotes.read(quote, subscriptionId, now);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return 'expired';
    }
  }
}

/** A customer as the audit log names one: found by the account's id, never by name. */
export function customer(accountId: string, requestId: string): Actor {
  return { type: 'customer', id: accountId, name: 'Customer', requestId };
}

/** What the page asked for; every other word is the ordinary kind. */
export function readKind(value: unknown): CancellationKind {
  return cancellationKinds.find((kind) => kind === value) ?? 'ordinary';
}

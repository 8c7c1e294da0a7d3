import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { CancellationKind } from '../../cancellations/cancellation-facts.js';
import type { CancellationState } from '../../cancellations/cancellation-state.js';
import { TakeBackLinks } from '../../cancellations/take-back-links.js';
import { sql } from '../../database/sql.js';
import { notFound } from '../../shared/domain-error.js';

/** What the page of a link shows of the cancellation that it takes back. */
export interface TakeBack {
  id: string;
  accountId: string;
  reference: string;
  kind: CancellationKind;
  state: CancellationState;
  requestedAt: string;
  effectiveAt: string | null;
  planName: string;
  timeZone: string;
}

/** Reads the link that went to the account's own address, and the cancellation behind it. */
@Injectable()
export class FindTakeBack {
  constructor(
    private readonly em: EntityManager,
    private readonly links: TakeBackLinks,
  ) {}

  /** @throws DomainError `not_found` for a link that was not made here, or was altered */
  async run(token: string): Promise<TakeBack> {
    const id = this.links.read(token);
    const [found] = id === null ? [] : await sql<TakeBack>(this.em.fork(), FIND, [id]);
    if (found === undefined) throw notFound('link');
    return found;
  }
}

const FIND = `
  select c.id, c.account_id as "accountId", c.reference, c.kind, c.state,
         c.requested_at as "requestedAt", c.effective_at as "effectiveAt",
         p.name as "planName", a.time_zone as "timeZone"
    from cancellation c
    join subscription s on s.id = c.subscription_id
    join plan p on p.code = s.plan_code
    join account a on a.id = c.account_id
   where c.id = $1`;

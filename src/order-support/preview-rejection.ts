import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { carryOut } from '../cancellations/carry-out.js';
import type { RejectionCode } from '../cancellations/cancellation-facts.js';
import { ReviewCancellation } from '../cancellations/review-cancellation.js';
import { TakeBackLinks } from '../cancellations/take-back-links.js';
import { sql } from '../database/sql.js';
import { readNotification, type DueNotification } from '../notifications/notification-rows.js';
import { WriteMail } from '../notifications/write-mail.js';
import type { Actor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';
import { stateConflict } from '../shared/domain-error.js';

/** The mail that a rejection would send, in the customer's language. */
export interface RejectionPreview {
  subject: string;
  text: string;
  html: string;
  /** The locale that it is written in, a BCP 47 tag. */
  language: string;
}

/** Ends the transaction of a rejection that was only tried out. */
class Undone extends Error {
  constructor(readonly mail: DueNotification | undefined) {
    super('Tried out and undone.');
  }
}

/**
 * Shows the mail before it goes out: rejects, carries out, reads the mail and undoes all of it in one
 * transaction, so that the preview cannot say anything else than the mail. Nothing stays.
 */
@Injectable()
export class PreviewRejection {
  constructor(
    private readonly review: ReviewCancellation,
    private readonly links: TakeBackLinks,
    private readonly writeMail: WriteMail,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as rejecting does; `state_conflict` where it would send no mail */
  async run(
    id: string,
    { reasonCode, message }: { reasonCode: RejectionCode; message?: string },
    actor: Actor,
  ): Promise<RejectionPreview> {
    const mail = await this.tryOut(id, { reasonCode, ...(message && { message }) }, actor);
    if (mail === undefined) throw stateConflict('Rejecting this sends no mail.');
    const { subject, text, html, locale } = await this.writeMail.run(mail, false);
    return { subject, text, html, language: locale };
  }

  private async tryOut(
    id: string,
    reason: { reasonCode: RejectionCode; message?: string },
    actor: Actor,
  ): Promise<DueNotification | undefined> {
    const alongside = async (em: SqlEntityManager): Promise<never> => {
      await carryOut(em, [id], this.clock.now(), this.links);
      const [row] = await sql<{ id: string }>(em, REJECTED, [id]);
      throw new Undone(row && (await readNotification(em, row.id)));
    };
    try {
      await this.review.run(id, { verdict: 'reject', ...reason }, actor, { alongside });
    } catch (error) {
      if (error instanceof Undone) return error.mail;
      throw error;
    }
    throw new Error('What is only tried out must not come through.');
  }
}

const REJECTED = `
  select id from notification where cancellation_id = $1 and template = 'rejected'
   order by created_at desc, id desc limit 1`;

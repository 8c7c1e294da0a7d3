import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { attachedReceipt } from '../notifications/mail-receipt.js';
import { readNotification } from '../notifications/notification-rows.js';
import { WriteMail } from '../notifications/write-mail.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';

/** The HTML of a mail of a case: as it was kept, else as it is written from the same row. */
@Injectable()
export class ReadCaseMail {
  constructor(
    private readonly em: EntityManager,
    private readonly writeMail: WriteMail,
  ) {}

  /** @throws DomainError `not_found`, also for a mail of another case */
  async run(id: string, mailId: string): Promise<string> {
    const em = this.em.fork();
    const [row] =
      isUuid(id) && isUuid(mailId)
        ? await sql<{ html: string | null }>(
            em,
            'select html from notification where id = $1 and cancellation_id = $2',
            [mailId, id],
          )
        : [];
    if (row === undefined) throw notFound('mail');
    if (row.html !== null) return row.html;
    const mail = await readNotification(em, mailId);
    if (mail === undefined) throw notFound('mail');
    const { declaration, template } = mail;
    const attached = declaration !== null && attachedReceipt(template, declaration.door) !== null;
    return (await this.writeMail.run(mail, attached)).html;
  }
}

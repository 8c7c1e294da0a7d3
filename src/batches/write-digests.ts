import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/record-audit.js';
import { sql } from '../database/sql.js';
import { digestTemplate } from '../notifications/mail/digest-mail.js';
import { systemActor } from '../shared/actor.js';
import { Clock } from '../shared/clock.js';

/** Contracts that one mail lists; it counts the rest. */
const LISTED = 50;

/**
 * Writes one mail per account about a batch that has ended, where that was wished. Safe to repeat: the
 * dedupe key of a mail names batch and account, and the batch notes that its mails are written.
 */
@Injectable()
export class WriteDigests {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const rows = await sql<{ id: string }>(this.em.fork(), TO_DIGEST);
    for (const { id } of rows) await this.em.fork().transactional((em) => this.write(em, id));
  }

  private async write(em: EntityManager, id: string): Promise<void> {
    const at = this.clock.now();
    const locked = await sql(em, `${TO_DIGEST_ONE} for update`, [id]);
    if (locked.length === 0) return;
    // A chunk may still be in hand when its batch is aborted: its lines belong into the mails.
    await sql(em, `select 1 from batch_chunk where batch_id = $1 and waiting for update`, [id]);
    const [written] = await sql<{ mails: number }>(em, WRITE, [id, at, digestTemplate, LISTED]);
    await sql(em, `update batch set digested_at = $2 where id = $1`, [id, at]);
    await recordAudit(em, [
      {
        at,
        action: 'batch.digested',
        actor: systemActor('write-digests'),
        subjectType: 'batch',
        subjectId: id,
        after: { mails: written?.mails ?? 0 },
      },
    ]);
  }
}

const TO_DIGEST = `
  select id from batch
   where mail_digest and digested_at is null and started_at is not null and finished_at is not null
   order by finished_at limit 20`;

const TO_DIGEST_ONE = `
  select 1 from batch where id = $1 and mail_digest and digested_at is null`;

const WRITE = `
  with written as (
    insert into notification (id, dedupe_key, cancellation_id, account_id, template, data, state,
           next_attempt_at, created_at, bulk)
    select uuidv7(), 'digest:' || $1 || ':' || account_id, null, account_id, $3,
           json_build_object('total', count(*), 'items',
             json_agg(item order by n) filter (where n <= $4)),
           'pending', $2, $2, true
      from (
        select c.account_id, row_number() over (partition by c.account_id order by l.line_no) as n,
               json_build_object('reference', c.reference, 'planName', p.name, 'state', l.state,
                 'effectiveAt', case when l.state in ('scheduled', 'completed') then c.effective_at end,
                 'reasonCodes', coalesce(to_json(l.codes), '[]'),
                 'refund', (select json_build_object('amount', sum(r.amount), 'currency', min(r.currency),
                              'held', bool_or(r.state = 'held'))
                              from refund r where r.cancellation_id = c.id and r.state <> 'voided'
                            having count(*) > 0)) as item
          from batch_line l
          join cancellation c on c.id = l.cancellation_id
          join subscription s on s.id = c.subscription_id
          join plan p on p.code = s.plan_code
         where l.batch_id = $1 and l.state in ('scheduled', 'completed', 'in_review', 'rejected', 'failed')) x
     group by account_id
    on conflict (dedupe_key) do nothing
    returning 1
  )
  select count(*)::int as mails from written`;

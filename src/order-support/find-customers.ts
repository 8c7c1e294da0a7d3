import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';
import { maskEmail, maskName } from '../shared/mask.js';
import { may } from '../staff/permissions.js';
import type { StaffMember } from '../staff/staff-request.js';
import type { CustomerView } from './customer.view.js';
import { searchTerms } from './review-search.js';

/** A tag or an order number may stand at several accounts, though seldom. */
const MOST_ACCOUNTS = 20;
const MOST_SUBSCRIPTIONS = 100;

/** Finds whom a caller speaks of: by e-mail address, Service Tag or order number, each by its index. */
@Injectable()
export class FindCustomers {
  constructor(private readonly em: EntityManager) {}

  /** Names and addresses are masked by the reader's role; of each account its newest subscriptions. */
  async run(search: string, reader: StaffMember): Promise<CustomerView[]> {
    const { email, contract } = searchTerms(search);
    if (email === null && contract === null) return [];
    const rows = await sql<{ view: CustomerView }>(this.em.fork(), FIND, [
      ...[email, contract, search.trim()],
    ]);
    const persons = may(reader.role, 'personal.see');
    return rows.map(({ view }) => customerView(view, persons));
  }
}

function customerView({ account, subscriptions }: CustomerView, persons: boolean): CustomerView {
  return {
    account: persons
      ? account
      : { ...account, name: maskName(account.name), email: maskEmail(account.email) },
    subscriptions: subscriptions.map((one) => ({
      ...one,
      period: { startsAt: utc(one.period.startsAt), endsAt: utc(one.period.endsAt) },
      endsAt: one.endsAt === null ? null : utc(one.endsAt),
    })),
  };
}

/** PostgreSQL's JSON time as the console's API tells times. */
function utc(text: string): string {
  return new Date(text).toISOString();
}

const FIND = `
  with found as (
    select id from account where lower(email) = lower($1::text)
    union
    select account_id from subscription where order_number in ($2::text, $3::text)
    union
    select account_id from device where service_tag = $2::text
    limit ${MOST_ACCOUNTS})
  select json_build_object(
    'account', json_build_object('id', a.id, 'name', a.name, 'email', a.email, 'country', a.country,
      'language', a.language),
    'subscriptions', coalesce((select json_agg(json_build_object(
        'id', s.id, 'orderNumber', s.order_number,
        'plan', json_build_object('code', p.code, 'name', p.name, 'route', p.route),
        'status', s.status,
        'serviceTags', array(select d.service_tag from subscription_device x
                               join device d on d.id = x.device_id
                              where x.subscription_id = s.id order by d.service_tag),
        'period', json_build_object('startsAt', s.period_starts_at, 'endsAt', s.period_ends_at),
        'endsAt', s.ends_at,
        'open', (select json_build_object('id', c.id, 'reference', c.reference, 'state', c.state)
                   from cancellation c
                  where c.subscription_id = s.id
                    and c.state in ('requested', 'in_review', 'scheduled', 'failed')))
        order by s.id desc)
      from (select * from subscription where account_id = a.id
             order by id desc limit ${MOST_SUBSCRIPTIONS}) s
      join plan p on p.code = s.plan_code), '[]'::json)) as view
    from found join account a on a.id = found.id
   order by a.id`;

import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from '../database/sql.js';

/** A computer with the service that runs for it, if any does. */
export interface OwnedDevice {
  serviceTag: string;
  line: string;
  model: string;
  /** Of the service that runs longest; null where none runs. */
  planName: string | null;
  subscriptionId: string | null;
}

/** The devices of an account with what runs for them, those without a service too. */
@Injectable()
export class FindDevices {
  constructor(private readonly em: EntityManager) {}

  /** At most `limit` of them, by Service Tag, and whether there are more. */
  async run(accountId: string, limit: number): Promise<{ data: OwnedDevice[]; more: boolean }> {
    const rows = await sql<OwnedDevice>(this.em.fork(), FIND, [accountId, limit + 1]);
    return { data: rows.slice(0, limit), more: rows.length > limit };
  }
}

const FIND = `
  select d.service_tag as "serviceTag", d.line, d.model, s.plan_name as "planName",
         s.id as "subscriptionId"
    from device d
    left join lateral (
      select s.id, p.name as plan_name
        from subscription_device sd
        join subscription s on s.id = sd.subscription_id and s.status in ('active', 'ending')
        join plan p on p.code = s.plan_code
       where sd.device_id = d.id
       order by s.ends_at desc nulls first, s.id desc limit 1) s on true
   where d.account_id = $1
   order by d.service_tag limit $2`;

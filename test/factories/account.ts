import { newId } from '../../src/shared/ids.js';
import type { Sql } from '../support/sql.js';
import { insertRow } from './insert-row.js';

export interface AccountWish {
  name?: string;
  email?: string;
  country?: string;
  language?: string;
  timeZone?: string;
  externalId?: string;
}

export interface AccountRow {
  id: string;
  email: string;
}

export async function makeAccount(sql: Sql, wish: AccountWish = {}): Promise<AccountRow> {
  const id = newId();
  const email = wish.email ?? `customer-${id}@example.com`;
  await insertRow(sql, 'account', {
    id,
    email,
    external_id: wish.externalId ?? null,
    name: wish.name ?? 'Anna Kowalska',
    country: wish.country ?? 'PL',
    language: wish.language ?? 'pl',
    time_zone: wish.timeZone ?? 'Europe/Warsaw',
  });
  return { id, email };
}

export interface DeviceWish {
  accountId: string;
  serviceTag?: string;
  line?: string;
  model?: string;
}

let tags = 0;

export async function makeDevice(
  sql: Sql,
  wish: DeviceWish,
): Promise<{ id: string; serviceTag: string }> {
  const id = newId();
  const serviceTag = wish.serviceTag ?? `T${(++tags).toString(36).toUpperCase().padStart(6, '0')}`;
  await insertRow(sql, 'device', {
    id,
    account_id: wish.accountId,
    service_tag: serviceTag,
    line: wish.line ?? 'XPS',
    model: wish.model ?? 'XPS 15',
  });
  return { id, serviceTag };
}

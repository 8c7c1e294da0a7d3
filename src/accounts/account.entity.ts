import { defineEntity, p } from '@mikro-orm/core';

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    externalId: p.text().nullable(),
    name: p.text(),
    email: p.text(),
    country: p.text(),
    language: p.text(),
    timeZone: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** Who buys: found by the e-mail address used at the purchase. Personal data lives here alone. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);

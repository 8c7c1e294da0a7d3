import { defineEntity, p } from '@mikro-orm/core';
import { Account } from './account.entity.js';

const DeviceSchema = defineEntity({
  name: 'Device',
  tableName: 'device',
  properties: {
    id: p.uuid().primary(),
    externalId: p.text().nullable(),
    account: () => p.manyToOne(Account),
    serviceTag: p.text(),
    line: p.text(),
    model: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** A computer under support, known by its Service Tag (5 to 7 of A-Z 0-9). */
export class Device extends DeviceSchema.class {}
DeviceSchema.setClass(Device);

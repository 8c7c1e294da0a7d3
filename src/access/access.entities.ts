import { defineEntity, p } from '@mikro-orm/core';

export const scopes = [
  'subscriptions:read',
  'cancellations:read',
  'cancellations:write',
  'batches:read',
  'batches:write',
  'events:read',
  'webhooks:manage',
] as const;
export type Scope = (typeof scopes)[number];

const ClientSchema = defineEntity({
  name: 'Client',
  tableName: 'client',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    operator: p.boolean(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});
/** An integrator. An operator's client sees every account, any other those given to it. */
export class Client extends ClientSchema.class {}
ClientSchema.setClass(Client);

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.uuid().primary(),
    client: () => p.manyToOne(Client),
    name: p.text(),
    keyHash: p.blob(),
    scopes: p.array().$type<Scope[]>(),
    createdAt: p.datetime().onCreate(() => new Date()),
    revokedAt: p.datetime().nullable(),
  },
});
/** A key of a client; only the SHA-256 of its 256 random bits is kept. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);

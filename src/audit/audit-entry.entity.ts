import { defineEntity, p } from '@mikro-orm/core';
import type { ActorType } from '../shared/actor.js';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    id: p.bigint().primary().autoincrement(),
    at: p.datetime(),
    action: p.text(),
    actorType: p.text().$type<ActorType>(),
    actorId: p.uuid().nullable(),
    actorName: p.text(),
    subjectType: p.text(),
    subjectId: p.text(),
    cancellationId: p.uuid().nullable(),
    reason: p.text().nullable(),
    requestId: p.text().nullable(),
    before: p.json().nullable(),
    after: p.json().nullable(),
  },
});
/** Who did what to which subject, when and why. Triggers refuse any change of a written entry. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

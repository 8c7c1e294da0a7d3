import { defineEntity, p } from '@mikro-orm/core';

export type PlanRoute = 'self_service' | 'order_support';
export type PlanSegment = 'consumer' | 'commercial';

const PlanSchema = defineEntity({
  name: 'Plan',
  tableName: 'plan',
  properties: {
    code: p.text().primary(),
    externalId: p.text().nullable(),
    name: p.text(),
    route: p.text().$type<PlanRoute>(),
    segment: p.text().$type<PlanSegment>(),
    noticeDays: p.integer(),
    refundSharePercent: p.integer(),
    refundConvention: p.text().$type<'day_used' | 'day_unused' | 'second'>(),
    immediateEnd: p.boolean(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** What is sold. Plans are rows, not code: who may cancel, with what notice, what comes back. */
export class Plan extends PlanSchema.class {}
PlanSchema.setClass(Plan);

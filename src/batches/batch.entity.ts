import { defineEntity, p } from '@mikro-orm/core';
import type { ActorType, StaffRole } from '../shared/actor.js';
import type { BatchState, ChunkStage, LineState } from './batch-state.js';
import type { BatchFilter } from './batch-filter.js';
import type { CheckTotals } from './check-totals.js';

const BatchSchema = defineEntity({
  name: 'Batch',
  tableName: 'batch',
  properties: {
    id: p.uuid().primary(),
    clientId: p.uuid().nullable(),
    actorType: p.text().$type<ActorType>(),
    actorId: p.uuid().nullable(),
    actorName: p.text(),
    actorRole: p.text().$type<StaffRole>().nullable(),
    source: p.text().$type<'csv' | 'ndjson' | 'filter'>(),
    fileName: p.text().nullable(),
    contentBytes: p.bigint('number'),
    filter: p.json().$type<BatchFilter>().nullable(),
    retryOf: p.uuid().nullable(),
    dryRun: p.boolean(),
    mailDigest: p.boolean(),
    linesPerSecond: p.integer().nullable(),
    state: p.text().$type<BatchState>(),
    lineCount: p.integer(),
    totals: p.json().$type<CheckTotals>().nullable(),
    createdAt: p.datetime(),
    checkedAt: p.datetime().nullable(),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
    changedAt: p.datetime(),
  },
});
/** Many cancellations asked for at once, by a file or a filter: checked first, then done once each. */
export class Batch extends BatchSchema.class {}
BatchSchema.setClass(Batch);

const BatchChunkSchema = defineEntity({
  name: 'BatchChunk',
  tableName: 'batch_chunk',
  properties: {
    id: p.uuid().primary(),
    batch: () => p.manyToOne(Batch),
    chunkNo: p.integer(),
    firstLine: p.integer(),
    lastLine: p.integer(),
    stage: p.text().$type<ChunkStage>(),
    waiting: p.boolean(),
    lines: p.integer(),
    invalid: p.integer(),
    requested: p.integer(),
    completed: p.integer(),
    scheduled: p.integer(),
    inReview: p.integer(),
    rejected: p.integer(),
    failed: p.integer(),
  },
});
/** A run of lines that is worked on as one set; its counts add up to those of the batch. */
export class BatchChunk extends BatchChunkSchema.class {}
BatchChunkSchema.setClass(BatchChunk);

const BatchLineSchema = defineEntity({
  name: 'BatchLine',
  tableName: 'batch_line',
  properties: {
    batchId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    state: p.text().$type<LineState>(),
    subscriptionId: p.uuid().nullable(),
    cancellationId: p.uuid().nullable(),
    externalRef: p.text().nullable(),
    codes: p.array().nullable(),
    previewState: p.text().$type<LineState>().nullable(),
    previewCodes: p.array().nullable(),
    previewAt: p.datetime().nullable(),
    previewRefund: p.bigint('number').nullable(),
    previewCurrency: p.text().nullable(),
  },
});
/** One line with its one outcome. */
export class BatchLine extends BatchLineSchema.class {}
BatchLineSchema.setClass(BatchLine);

import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { processorsFor } from '../queue/worker-options.js';
import { ConsoleBatchesController } from './console-batches.controller.js';
import { AbortBatch } from './abort-batch.js';
import { AdvanceBatch } from './advance-batch.js';
import { BatchProcessor } from './batch.processor.js';
import { BatchHints } from './batches.queue.js';
import { FailBatch } from './fail-batch.js';
import { FindBatches } from './find-batches.js';
import { FindFaultyLines } from './find-faulty-lines.js';
import { PauseBatch } from './pause-batch.js';
import { ReadBatch } from './read-batch.js';
import { ReceiveUpload } from './receive-upload.js';
import { ResumeBatch } from './resume-batch.js';
import { ReleaseBulkMails } from './release-bulk-mails.js';
import { RetryBatch } from './retry-batch.js';
import { RunLines } from './run-lines.js';
import { SecondBatch } from './second-batch.js';
import { StartBatch } from './start-batch.js';
import { StreamResults } from './stream-results.js';
import { SubmitByConsole } from './submit-by-console.js';
import { SubmitBatch } from './submit-batch.js';
import { SubmitFilterBatch } from './submit-filter-batch.js';
import { SweepBatches } from './sweep-batches.js';
import { WorkBatchChunk } from './work-batch-chunk.js';
import { WriteDigests } from './write-digests.js';

const useCases = [
  SubmitBatch,
  SubmitFilterBatch,
  RetryBatch,
  StartBatch,
  PauseBatch,
  ResumeBatch,
  AbortBatch,
  ReadBatch,
  StreamResults,
  SweepBatches,
  WriteDigests,
  ReleaseBulkMails,
  AdvanceBatch,
  WorkBatchChunk,
];

/** What the pages of the console need besides. */
const forConsole = [FindBatches, FindFaultyLines, SecondBatch, SubmitByConsole, ReceiveUpload];

/** Many cancellations at once: taken in, checked, run, told. */
@Module({})
export class BatchesModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: BatchesModule,
      global: true,
      controllers: settings.has('console') ? [ConsoleBatchesController] : [],
      providers: [
        BatchHints,
        RunLines,
        FailBatch,
        ...(settings.has('console') ? forConsole : []),
        ...useCases,
        ...processorsFor(settings, [BatchProcessor]),
      ],
      exports: useCases,
    };
  }
}

import type { EntityManager } from '@mikro-orm/postgresql';
import { AbortBatch } from '../batches/abort-batch.js';
import { AdvanceBatch } from '../batches/advance-batch.js';
import { BatchHints } from '../batches/batches.queue.js';
import { FailBatch } from '../batches/fail-batch.js';
import { PauseBatch } from '../batches/pause-batch.js';
import { ReadBatch } from '../batches/read-batch.js';
import { ResumeBatch } from '../batches/resume-batch.js';
import { RetryBatch } from '../batches/retry-batch.js';
import { RunLines } from '../batches/run-lines.js';
import { StartBatch } from '../batches/start-batch.js';
import { StreamResults } from '../batches/stream-results.js';
import { SubmitBatch } from '../batches/submit-batch.js';
import { WorkBatchChunk } from '../batches/work-batch-chunk.js';
import { ApplyCancellations } from '../cancellations/apply-cancellations.js';
import { DecisionBell } from '../cancellations/decision-bell.js';
import { Quotes } from '../cancellations/quote.js';
import { ReferenceSequence } from '../cancellations/reference-sequence.js';
import { RequestCancellations } from '../cancellations/request-cancellations.js';
import { TakeBackLinks } from '../cancellations/take-back-links.js';
import { Secrets } from '../config/secrets.js';
import type { Settings } from '../config/settings.js';
import { queueBackend } from '../queue/choose-backend.js';
import { JobHints } from '../queue/job-hints.js';
import { JobQueues } from '../queue/job-queues.js';
import { Clock } from '../shared/clock.js';
import { withDatabase } from './database-session.js';

/** What can be done with batches on the command line. */
export interface BatchSession {
  em: EntityManager;
  submit: SubmitBatch;
  start: StartBatch;
  pause: PauseBatch;
  resume: ResumeBatch;
  abort: AbortBatch;
  retry: RetryBatch;
  read: ReadBatch;
  results: StreamResults;
  /** Works itself, where no worker does. */
  work: WorkBatchChunk;
  advance: AdvanceBatch;
}

/** Runs `work` with the use cases of batches, outside Nest; workers of a running desk hear of it. */
export async function withBatches<T>(work: (session: BatchSession) => Promise<T>): Promise<T> {
  return withDatabase(async (em, settings, url) => {
    const backend = queueBackend(producerOnly(settings), url);
    await backend.open();
    const queues = new JobQueues(backend);
    const jobHints = new JobHints(queues);
    try {
      return await work(sessionOf(em, settings, queues, jobHints));
    } finally {
      await jobHints.flush();
      await queues.close();
      await backend.close();
    }
  });
}

function producerOnly(settings: Settings): Settings {
  return Object.assign(Object.create(settings) as Settings, { ROLES: [] });
}

function sessionOf(
  em: EntityManager,
  settings: Settings,
  queues: JobQueues,
  jobHints: JobHints,
): BatchSession {
  const clock = new Clock();
  const hints = new BatchHints(queues);
  // Lines of batches carry no quote, and nobody takes back by a link what he did not declare without
  // sign-in: nothing is signed here.
  const unused = new Secrets('batches sign nothing');
  const quotes = new Quotes(unused);
  const links = new TakeBackLinks(settings, unused);
  const requests = new RequestCancellations(em, clock, quotes, new ReferenceSequence(), jobHints);
  const apply = new ApplyCancellations(em, clock, jobHints, new DecisionBell(), links);
  const advance = new AdvanceBatch(em, clock, hints);
  const lines = new RunLines(em, requests, apply);
  const submit = new SubmitBatch(em, clock, hints);
  return {
    em,
    submit,
    start: new StartBatch(em, clock, hints, settings),
    pause: new PauseBatch(em, clock),
    resume: new ResumeBatch(em, clock, hints),
    abort: new AbortBatch(em, clock),
    retry: new RetryBatch(em, submit),
    read: new ReadBatch(em, clock),
    results: new StreamResults(em),
    work: new WorkBatchChunk(em, clock, lines, advance, new FailBatch(em, clock), hints),
    advance,
  };
}

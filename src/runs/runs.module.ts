import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { processorsFor } from '../queue/worker-options.js';
import { AbortRun } from './abort-run.js';
import { ActOnCancellation } from './act-on-cancellation.js';
import { FindRunRows } from './find-run-rows.js';
import { FindRuns } from './find-runs.js';
import { ForeseeAct } from './foresee-act.js';
import { PauseRun } from './pause-run.js';
import { PreviewRun } from './preview-run.js';
import { ReadRun } from './read-run.js';
import { ResumeRun } from './resume-run.js';
import { RunProcessor } from './run.processor.js';
import { RunsController } from './runs.controller.js';
import { StartRun } from './start-run.js';
import { StreamRunResults } from './stream-run-results.js';
import { SweepRuns } from './sweep-runs.js';
import { WorkRun } from './work-run.js';

const useCases = [
  ActOnCancellation,
  ForeseeAct,
  PreviewRun,
  StartRun,
  WorkRun,
  SweepRuns,
  PauseRun,
  ResumeRun,
  AbortRun,
  ReadRun,
  FindRuns,
  FindRunRows,
  StreamRunResults,
];

/** The same act for many cancellations: previewed, frozen, worked on, told row by row. */
@Module({})
export class RunsModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: RunsModule,
      global: true,
      controllers: settings.has('console') ? [RunsController] : [],
      providers: [...useCases, ...processorsFor(settings, [RunProcessor])],
      exports: [StartRun, SweepRuns],
    };
  }
}

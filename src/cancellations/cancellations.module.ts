import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { processorsFor } from '../queue/worker-options.js';
import { ApplyCancellations } from './apply-cancellations.js';
import { CancellationOptions } from './cancellation-options.js';
import { CancellationProcessor } from './cancellation.processor.js';
import { checkTransitions, finalStates, initialState, transitions } from './cancellation-state.js';
import { DecisionBellModule } from './decision-bell.module.js';
import { DueCancellations } from './due-cancellations.js';
import { MatchCancellation } from './match-cancellation.js';
import { Quotes } from './quote.js';
import { ReferenceSequence } from './reference-sequence.js';
import { RequestCancellation } from './request-cancellation.js';
import { RequestCancellations } from './request-cancellations.js';
import { RetryCancellation } from './retry-cancellation.js';
import { ReviewCancellation } from './review-cancellation.js';
import { RevokeCancellation } from './revoke-cancellation.js';
import { SweepCancellations } from './sweep-cancellations.js';
import { TakeBackLinks } from './take-back-links.js';
import { WithdrawProposal } from './withdraw-proposal.js';

const useCases = [
  RequestCancellations,
  RequestCancellation,
  ApplyCancellations,
  RevokeCancellation,
  ReviewCancellation,
  MatchCancellation,
  RetryCancellation,
  WithdrawProposal,
  SweepCancellations,
  DueCancellations,
  CancellationOptions,
];

/** The heart: everything that requests, decides, ends, takes back or repeats a cancellation. */
@Module({})
export class CancellationsModule {
  /** @throws Error when the transition table is wrong, so that the boot stops */
  static forRoot(settings: Settings): DynamicModule {
    checkTransitions(transitions, initialState, finalStates);
    return {
      module: CancellationsModule,
      imports: [DecisionBellModule],
      global: true,
      providers: [
        Quotes,
        ReferenceSequence,
        TakeBackLinks,
        ...useCases,
        ...processorsFor(settings, [CancellationProcessor]),
      ],
      exports: [...useCases, TakeBackLinks],
    };
  }
}

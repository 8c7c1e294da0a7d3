import { Module } from '@nestjs/common';
import { ForgetSessions } from './accounts/forget-sessions.js';
import { ForgetIdempotencyKeys } from './api/forget-idempotency-keys.js';
import { ReleaseBulkMails } from './batches/release-bulk-mails.js';
import { SweepBatches } from './batches/sweep-batches.js';
import { WriteDigests } from './batches/write-digests.js';
import { ChargeInvoices } from './billing/charge-invoices.js';
import { SweepRefunds } from './billing/sweep-refunds.js';
import { DueCancellations } from './cancellations/due-cancellations.js';
import { SweepCancellations } from './cancellations/sweep-cancellations.js';
import { CountFlow } from './home-figures/count-flow.js';
import { SweepNotifications } from './notifications/sweep-notifications.js';
import { ClockProcessor } from './queue/clock.processor.js';
import { ClockSchedule } from './queue/clock-schedule.js';
import { CLOCK_HANDLERS, type ClockHandlers } from './queue/clock-tasks.js';
import { SweepRuns } from './runs/sweep-runs.js';
import { ForgetStaffSignIns } from './staff/session/forget-staff-sign-ins.js';
import { ExpireSubscriptions } from './subscriptions/expire-subscriptions.js';
import { RenewSubscriptions } from './subscriptions/renew-subscriptions.js';

interface Task {
  run(): Promise<unknown>;
}

/**
 * One task of the clock, done by one or more use cases in their order. One that throws does not keep
 * the next from its work; the queue hears of it afterwards.
 */
function inOrder(...tasks: Task[]): () => Promise<void> {
  return async () => {
    const faults: unknown[] = [];
    for (const task of tasks) {
      await task.run().catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('; '));
  };
}

/** The clock of a worker: which use case serves which task. A task without one stops the boot. */
@Module({
  providers: [
    ForgetIdempotencyKeys,
    ForgetSessions,
    ForgetStaffSignIns,
    ClockSchedule,
    ClockProcessor,
    {
      provide: CLOCK_HANDLERS,
      inject: [
        SweepCancellations,
        DueCancellations,
        RenewSubscriptions,
        ChargeInvoices,
        ExpireSubscriptions,
        SweepNotifications,
        SweepRefunds,
        SweepBatches,
        SweepRuns,
        WriteDigests,
        ReleaseBulkMails,
        CountFlow,
        ForgetIdempotencyKeys,
        ForgetSessions,
        ForgetStaffSignIns,
      ],
      useFactory: (
        sweepCancellations: SweepCancellations,
        dueCancellations: DueCancellations,
        renew: RenewSubscriptions,
        charge: ChargeInvoices,
        expire: ExpireSubscriptions,
        sweepNotifications: SweepNotifications,
        sweepRefunds: SweepRefunds,
        sweepBatches: SweepBatches,
        sweepRuns: SweepRuns,
        writeDigests: WriteDigests,
        releaseBulkMails: ReleaseBulkMails,
        countFlow: CountFlow,
        forgetKeys: ForgetIdempotencyKeys,
        forgetSessions: ForgetSessions,
        forgetStaffSignIns: ForgetStaffSignIns,
      ): ClockHandlers => ({
        'sweep-cancellations': inOrder(sweepCancellations),
        'due-cancellations': inOrder(dueCancellations),
        // Due ends come first: what ends today is not renewed for tomorrow.
        'renew-subscriptions': inOrder(dueCancellations, renew, charge),
        'expire-subscriptions': inOrder(expire),
        'sweep-notifications': inOrder(sweepNotifications, releaseBulkMails),
        'sweep-refunds': inOrder(sweepRefunds),
        'sweep-batches': inOrder(sweepBatches, sweepRuns, writeDigests),
        'count-flow': inOrder(countFlow),
        'expire-idempotency-keys': inOrder(forgetKeys),
        'forget-sessions': inOrder(forgetSessions, forgetStaffSignIns),
      }),
    },
  ],
})
export class ClockModule {}

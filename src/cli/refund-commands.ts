import { type Command, Option } from 'commander';
import {
  parseExplainInstant,
  prorate,
  type Proration,
  type ProrationConvention,
} from '../billing/proration.js';
import { decimalAmount } from '../shared/money.js';
import { answer, UsageError } from './output.js';

interface ExplainOptions {
  paid: string;
  tax: string;
  currency: string;
  from: string;
  to: string;
  at: string;
  timeZone: string;
  convention: ProrationConvention;
  alreadyRefunded: string;
}

/** `desk refund explain`: the very computation of a refund, step by step; needs no database. */
export function refundCommands(desk: Command): void {
  const refund = desk.command('refund').description('how refunds are computed');
  refund
    .command('explain')
    .description('compute the refund for the unused part of a paid period')
    .requiredOption('--paid <n>', 'paid for the period, tax included, in minor units')
    .requiredOption('--tax <n>', 'the tax in it, in minor units')
    .requiredOption('--currency <code>', 'e.g. PLN')
    .requiredOption('--from <date>', 'start of the period: a date in the zone, or an instant')
    .requiredOption('--to <date>', 'its end, exclusive')
    .requiredOption('--at <instant>', 'when the service is no longer used')
    .requiredOption('--time-zone <zone>', 'zone of the account, e.g. Europe/Warsaw')
    .addOption(
      new Option('--convention <name>', 'what counts as used')
        .choices(['day_used', 'day_unused', 'second'])
        .default('day_used'),
    )
    .option('--already-refunded <n>', 'gone back before, in minor units', '0')
    .action(async (options: ExplainOptions, command: Command) => {
      await explain(options, Boolean(command.optsWithGlobals()['json']));
    });
}

async function explain(options: ExplainOptions, json: boolean): Promise<void> {
  const result = compute(options);
  const { total, unused, unit, refund, net, tax, steps } = result;
  const money = (amount: number): string =>
    `${decimalAmount({ amount, currency: options.currency })} ${options.currency}`;
  await answer(json, { total, unused, unit, refund, net, tax }, [
    ...steps,
    '',
    `refund ${money(refund)} = net ${money(net)} + tax ${money(tax)}`,
  ]);
}

function compute(options: ExplainOptions): Proration {
  try {
    return prorate({
      paid: minorUnits('--paid', options.paid),
      tax: minorUnits('--tax', options.tax),
      alreadyRefunded: minorUnits('--already-refunded', options.alreadyRefunded),
      currency: options.currency,
      from: parseExplainInstant(options.from, options.timeZone),
      to: parseExplainInstant(options.to, options.timeZone),
      at: parseExplainInstant(options.at, options.timeZone),
      timeZone: options.timeZone,
      convention: options.convention,
    });
  } catch (error) {
    // The pure computation refuses what makes no sense with a RangeError; here it was an argument.
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function minorUnits(option: string, text: string): number {
  const amount = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(amount)) {
    throw new UsageError(`${option} must be a whole number of minor units, 0 or more, not ${text}`);
  }
  return amount;
}

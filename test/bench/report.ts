/** One measured thing: ours against the reference, as `npm run bench -- --json` prints it. */
export interface Result {
  name: string;
  /** Median of the rounds' ratios, ours / reference; both sides of a round run one after the other. */
  ratio: number;
  ours: number;
  reference: number;
  unit: string;
  rounds: { ours: number; reference: number; ratio: number }[];
  /** Highest resident memory of the process that does our work, in MiB. */
  peakRssMb: number;
  [detail: string]: unknown;
}

/** Progress, beside the answer on standard output. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('There is no median of nothing.');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** What the rounds say together. Rates are per second. */
export function summarise(
  rounds: readonly { ours: number; reference: number }[],
): Pick<Result, 'ratio' | 'ours' | 'reference' | 'rounds'> {
  const rated = rounds.map(({ ours, reference }) => ({
    ours: Math.round(ours),
    reference: Math.round(reference),
    ratio: rounded(ours / reference),
  }));
  return {
    ratio: rounded(median(rounds.map(({ ours, reference }) => ours / reference))),
    ours: Math.round(median(rounds.map(({ ours }) => ours))),
    reference: Math.round(median(rounds.map(({ reference }) => reference))),
    rounds: rated,
  };
}

/** A size from the environment, for trying out. @throws Error when it is no whole number above 0 */
export function numberFrom(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return usual;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} is no number: ${text}`);
  return value;
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export const resultHead = ['bench', 'ours', 'reference', 'unit', 'ratio', 'rounds', 'peak MiB'];

/** A result as the cells of a row under `resultHead`. */
export function resultCells(result: Result, figure: (value: number) => string = String): string[] {
  return [
    result.name,
    figure(result.ours),
    figure(result.reference),
    result.unit,
    result.ratio.toFixed(2),
    result.rounds.map(({ ratio }) => ratio.toFixed(2)).join(' '),
    String(result.peakRssMb),
  ];
}

/** A table for people: the figures, then what each result says besides. */
export function table(results: readonly Result[]): string {
  const head = resultHead.map((title) => (title === 'rounds' ? 'rounds (ratios)' : title));
  const lines = results.map((result) => resultCells(result));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const row = (cells: string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [row(head), ...lines.map(row), '', ...results.map(details)].join('\n');
}

const shown = ['name', 'ratio', 'ours', 'reference', 'unit', 'rounds', 'peakRssMb'];

function details(result: Result): string {
  const rest = Object.entries(result)
    .filter(([key]) => !shown.includes(key))
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  return `${result.name}: ${rest.join(', ')}`;
}

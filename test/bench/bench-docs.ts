import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { barChart, type Bar, type Chart } from './bar-chart.js';
import { portalTable } from './portal-table.js';
import { resultCells, resultHead, type Result } from './report.js';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'bench');
const [BEGIN, END] = ['<!-- figures -->', '<!-- end of figures -->'];

/** What was measured when and on what; one entry a bench, replaced when it is measured again. */
type Book = Record<string, { at: string; machine: string; results: Result[] }>;

/** What a bench is about, above its figures. */
const titles: Record<string, string> = {
  apply: 'ApplyCancellations in sets of 500 against hand-written SQL',
  api: 'From POST to outcome, 32 callers, against one hand-written transaction each',
  batch: 'From submitted file to last outcome against hand-written SQL in sets',
  queue: 'Our queue with a handler that does nothing against bare BullMQ',
  scale: 'Cancellations as the tables grow, by number of subscriptions',
  workers: 'A batch with one, two and four processes of workers on Redis',
  memory: 'Highest memory of API and worker by length of the file',
  mixed: 'A single cancellation from POST to outcome, alone and beside a batch',
  portal: 'Pages of the doors at the largest size, median',
  console: 'Calls of the console at the largest size, median',
};

/** Writes table, JSON and chart of the measured benches into docs/bench, beside what is there. */
export async function writeDocs(measured: ReadonlyMap<string, Result[]>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'results.json');
  const book = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Book;
  for (const [bench, results] of measured) {
    if (results.length === 0) continue;
    book[bench] = { at: new Date().toISOString(), machine: machine(), results };
    await writeFile(join(folder, `${bench}.svg`), barChart(chartOf(bench, results)));
  }
  await writeFile(file, `${JSON.stringify(book, null, 2)}\n`);
  const page = join(folder, 'README.md');
  const text = await readFile(page, 'utf8');
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  if (after === undefined) throw new Error(`${page} has no place for figures.`);
  await writeFile(page, `${before}${BEGIN}\n\n${figures(book)}\n${END}${after}`);
}

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim()}, ${memory} GiB, Linux ${release()}, Node ${process.version}`;
}

/** Points where a bench has some, else ours beside the reference. */
function chartOf(bench: string, results: readonly Result[]): Chart {
  const title = titles[bench] ?? bench;
  const unit = results[0]?.unit ?? '';
  const several = results.length > 1;
  return { title, unit, bars: shown(results).flatMap((result) => barsOf(result, several)) };
}

/** What was asked for at several sizes: it has a table of its own, sizes across. */
const isPage = (result: Result): boolean => result['page'] !== undefined;

/** Of pages at several sizes the largest. */
function shown(results: readonly Result[]): Result[] {
  const sizes = results.map(({ subscriptions }) => Number(subscriptions ?? 0));
  const largest = Math.max(...sizes);
  return results.filter((_result, n) => sizes[n] === largest);
}

/** @param named whether each bar says of which result it is */
function barsOf(result: Result, named: boolean): Bar[] {
  const points = result['points'] as Record<string, string | number>[] | undefined;
  if (points === undefined) {
    const bars: Bar[] = [{ label: result.name, value: result.ours, tone: 'ours' }];
    if (isPage(result)) return bars;
    return [...bars, { label: 'reference', value: result.reference, tone: 'reference' }];
  }
  return points.flatMap((point) => {
    const [[key, at], ...values] = Object.entries(point) as [string, string | number][] as [
      [string, string | number],
      ...[string, number][],
    ];
    const place = typeof at === 'number' ? `${at.toLocaleString('en')} ${key}` : at;
    return values
      .filter(([name]) => !name.startsWith('microseconds'))
      .map(([name, value]): Bar => {
        const what = values.length > 1 ? `${place}, ${words(name)}` : place;
        const label = named ? `${result.name}: ${what}` : what;
        return { label, value, tone: name.startsWith('reference') ? 'reference' : 'ours' };
      });
  });
}

/** `rowsPerSecond` as `rows per second`; the unit of a figure is not repeated. */
function words(name: string): string {
  return name.replace(/Mb$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function figures(book: Book): string {
  const benches = Object.entries(book).filter(([, { results }]) => results.length > 0);
  const rows = benches.flatMap(([, { results }]) =>
    results.filter((result) => !isPage(result)).map((result) => resultCells(result, figure)),
  );
  const align = ['---', '---:', '---:', '---', '---:', '---', '---:'];
  const table = [resultHead, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const parts = benches.map(([bench, { at, machine: on, results }]) => {
    const when = `Measured ${at.slice(0, 10)} on ${on}.`;
    const picture = `![${titles[bench] ?? bench}](${bench}.svg)`;
    const sizes = results.every(isPage) ? ['```text', portalTable(results), '```\n'] : [];
    return [`### ${bench}\n`, `${picture}\n`, ...sizes, `${when}\n`].join('\n');
  });
  return `${table}\n\n${parts.join('\n')}`;
}

const figure = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });

import type { Result } from './report.js';

/** Pages downwards, sizes across: median and 95th percentile in ms, and what the page weighs. */
export function portalTable(results: readonly Result[]): string {
  const sizes = [...new Set(results.map(({ subscriptions }) => Number(subscriptions)))];
  const pages = [...new Set(results.map(({ page }) => String(page)))];
  const head = ['page', ...sizes.map((size) => `${size.toLocaleString('en')} (p95)`), 'kB'];
  const rows = pages.map((page) => {
    const own = results.filter((result) => result['page'] === page);
    const cells = sizes.map((size) => {
      const found = own.find(({ subscriptions }) => subscriptions === size);
      return found === undefined
        ? ''
        : `${found.ours.toFixed(1)} (${Number(found['p95']).toFixed(1)})`;
    });
    const heaviest = Math.max(...own.map(({ kilobytes }) => Number(kilobytes)));
    return [page, ...cells, heaviest.toFixed(1)];
  });
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  const rest = `ms at a server at rest; kB with style sheet and script; peak ${Math.max(
    ...results.map(({ peakRssMb }) => peakRssMb),
  )} MiB; /healthz ${results[0]?.reference} ms`;
  return [line(head), ...rows.map(line), '', rest].join('\n');
}

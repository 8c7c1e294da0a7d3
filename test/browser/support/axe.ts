import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 at level AA holds everything of the versions and the level before it. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface Violation {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds against WCAG 2.2 AA on the page as it stands, a readable line for each place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, {runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations']})
        .then(({violations}) => violations)`,
  );
  const where = new URL(page.url()).pathname;
  return found.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) =>
        `${where}: ${id} (${impact}), ${help}\n  ${html.slice(0, 200)}\n  ${failureSummary.replaceAll('\n', '\n  ')}`,
    ),
  );
}

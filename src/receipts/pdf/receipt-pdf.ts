import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { translator } from '../../shared/locale/locale.js';
import { palettes, space, type as letters } from '../../shared/looks/tokens.js';
import type { ReceiptSheet, SheetRow, SheetSection } from '../receipt-sheet.js';
import { lineHeight, PageSetter, points, type Column, type Ink } from './page-setter.js';

const { text, mutedText, border } = palettes.light;
const size = {
  title: points(letters.size.title),
  heading: points(letters.size.body),
  body: points(letters.size.small),
  small: points(12),
};
const inks = {
  brand: { face: 'strong', size: size.body, colour: mutedText },
  title: { face: 'strong', size: size.title, colour: text },
  heading: { face: 'strong', size: size.heading, colour: text },
  body: { face: 'sans', size: size.body, colour: text },
  label: { face: 'sans', size: size.body, colour: mutedText },
  code: { face: 'mono', size: size.body, colour: text },
  small: { face: 'sans', size: size.small, colour: mutedText },
} satisfies Record<string, Ink>;

/** Share of the column that labels take. */
const LABELS = 0.3;
/** Lines of a value that no end of a page may cut. */
const KEPT_TOGETHER = 12;

/**
 * Sets a receipt on A4: tagged for screen readers, to be printed as it is. The same sheet makes the
 * same bytes. Takes tens of milliseconds of processor, with pauses for others between its sections.
 */
export async function receiptPdf(sheet: ReceiptSheet): Promise<Buffer> {
  const { title, issuer, locale, direction, receivedAt } = sheet;
  const createdAt = new Date(receivedAt);
  const page = new PageSetter({ title, author: issuer, locale, direction, createdAt });
  block(page, 'P', issuer, inks.brand, space.s);
  block(page, 'H1', title, inks.title, space.s);
  block(page, 'P', sheet.lead, inks.body, space.l);
  for (const section of sheet.sections) {
    setSection(page, section);
    await yieldToOthers();
  }
  setProof(page, sheet);
  const t = translator(locale);
  const { reference } = sheet;
  page.foot((at, pages) => t('receipts:pageOf', { reference, page: at, pages }), inks.small);
  await yieldToOthers();
  return page.end();
}

function block(page: PageSetter, tag: string, words: string, ink: Ink, after: number): void {
  const lines = page.lines(words, ink, page.width);
  page.reserve(lines.length * lineHeight(ink.size));
  add(page, tag, words, () => {
    page.y = page.set(lines, ink, { start: 0, width: page.width }, page.y) + points(after);
  });
}

function setSection(page: PageSetter, section: SheetSection): void {
  // A heading stays with the first of its rows.
  page.reserve(lineHeight(inks.heading.size) + 3 * lineHeight(inks.body.size));
  page.rule(border);
  block(page, 'H2', section.title, inks.heading, space.xs);
  for (const row of section.rows) setRow(page, row);
  page.y += points(space.s);
}

/** Label and value side by side. Only somebody's own words may be longer than a page. */
function setRow(page: PageSetter, row: SheetRow): void {
  const ink = row.look === 'code' ? inks.code : inks.body;
  const labels: Column = { start: 0, width: page.width * LABELS - points(space.l) };
  const values: Column = {
    start: page.width * LABELS,
    width: page.width * (1 - LABELS),
    ...(row.look === 'money' ? { align: 'end' as const } : {}),
    ...(row.look === 'code' ? { direction: 'ltr' as const } : {}),
  };
  const label = page.lines(row.label, inks.label, labels.width);
  const value = row.lines.flatMap((line) => page.lines(line, ink, values.width));
  const together = Math.min(Math.max(label.length, value.length), KEPT_TOGETHER);
  page.reserve(together * lineHeight(ink.size));
  const [top, first] = [page.y, page.count];
  add(page, 'P', `${row.label}: ${row.lines.join('\n')}`, () => {
    const labelled = page.set(label, inks.label, labels, top);
    const end = page.set(value, ink, values, top);
    page.y = (page.count === first ? Math.max(labelled, end) : end) + points(space.xs);
  });
}

function setProof(page: PageSetter, { proof, locale }: ReceiptSheet): void {
  const sentences = page.complete
    ? proof.sentences
    : [translator(locale)('receipts:proof.unwritable'), ...proof.sentences];
  page.reserve(lineHeight(inks.heading.size) + 2 * lineHeight(inks.body.size));
  page.rule(border);
  block(page, 'H2', proof.title, inks.heading, space.xs);
  for (const sentence of sentences) block(page, 'P', sentence, inks.small, space.xs);
}

/** One element of the document's structure, read out in this order; `words` as they are spoken. */
function add({ document }: PageSetter, tag: string, words: string, set: () => void): void {
  document.addStructure(document.struct(tag, { actual: words }, set));
}

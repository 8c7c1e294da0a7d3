import PDFDocument from 'pdfkit';
import { space, type as letters } from '../../shared/looks/tokens.js';
import {
  breakLines,
  measureLine,
  visualPieces,
  type Direction,
  type Measure,
} from './set-lines.js';
import { settable, typeface, type Face } from './typefaces.js';

/** Tokens are CSS pixels, of which there are 96 to an inch; PDF counts 72 points to one. */
export const points = (pixels: number): number => pixels * 0.75;

export interface Ink {
  face: Face;
  /** Points. */
  size: number;
  colour: string;
}

/** Where a block of lines stands: `start` is left, and right in languages that run right to left. */
export interface Column {
  start: number;
  width: number;
  align?: 'start' | 'end';
  /** Of the text itself, where it differs from the page's. */
  direction?: Direction;
}

/** Points. */
export const margin = { side: 60, top: 48, bottom: 54 };
export const lineHeight = (size: number): number => size * letters.lineHeight.body;

/** What the document says of itself. */
export interface About {
  title: string;
  author: string;
  locale: string;
  direction: Direction;
  /** Instead of the present, so that the same receipt makes the same bytes. */
  createdAt: Date;
}

/** Sets lines on A4 pages from the top down, mirrored where the language runs right to left. */
export class PageSetter {
  readonly document: PDFKit.PDFDocument;
  /** Whether every sign could be set as it is. */
  complete = true;
  /** Points from the top of the page, where the next block begins. */
  y = margin.top;

  constructor(private readonly about: About) {
    const { title, author, locale, createdAt } = about;
    this.document = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      tagged: true,
      displayTitle: true,
      lang: locale,
      pdfVersion: '1.7',
      info: { Title: title, Author: author, CreationDate: createdAt, ModDate: createdAt },
    });
    for (const face of ['sans', 'strong', 'mono'] as const) {
      // pdfkit takes an opened typeface as well; its types do not say so.
      this.document.registerFont(face, typeface(face) as unknown as PDFKit.Mixins.PDFFontSource);
    }
  }

  /** Pages begun so far. */
  get count(): number {
    return this.document.bufferedPageRange().count;
  }

  get width(): number {
    return this.document.page.width - 2 * margin.side;
  }

  /** The lines that a text takes in a column. */
  lines(text: string, ink: Ink, width: number): string[] {
    const { text: shown, complete } = settable(text, ink.face);
    if (!complete) this.complete = false;
    return breakLines(shown, width, this.measure(ink));
  }

  /** Begins a new page when less than `height` is left; only between structure elements. */
  reserve(height: number): void {
    if (this.fits(height)) return;
    this.document.addPage();
    this.y = margin.top;
  }

  /** Sets lines at `y` and answers where they end; continues on the next page, where it must. */
  set(lines: readonly string[], ink: Ink, column: Column, y: number): number {
    let at = y;
    for (const line of lines) {
      if (at + lineHeight(ink.size) > this.document.page.height - margin.bottom) {
        this.document.continueOnNewPage();
        at = margin.top;
      }
      this.setLine(line, ink, column, at + lineHeight(ink.size) * 0.7);
      at += lineHeight(ink.size);
    }
    return at;
  }

  /** A thin line across the column, no part of the text. */
  rule(colour: string): void {
    const { document } = this;
    document.markContent('Artifact', { type: 'Layout' });
    document
      .moveTo(margin.side, this.y)
      .lineTo(margin.side + this.width, this.y)
      .lineWidth(0.75)
      .stroke(colour);
    document.endMarkedContent();
    this.y += points(space.m);
  }

  /** The foot of every page, once all of them are there. */
  foot(text: (page: number, pages: number) => string, ink: Ink): void {
    const { start, count } = this.document.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.document.switchToPage(page);
      this.document.markContent('Artifact', { type: 'Pagination' });
      const baseline = this.document.page.height - margin.bottom / 2;
      const { text: shown } = settable(text(page + 1, count), ink.face);
      this.setLine(shown, ink, { start: 0, width: this.width }, baseline);
      this.document.endMarkedContent();
    }
  }

  /** The finished document. */
  async end(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const { document } = this;
    const done = new Promise<void>((resolve, reject) => {
      document.on('data', (chunk: Buffer) => void chunks.push(chunk));
      document.on('end', resolve);
      document.on('error', reject);
    });
    document.end();
    await done;
    return Buffer.concat(chunks);
  }

  private fits(height: number): boolean {
    return this.y + height <= this.document.page.height - margin.bottom;
  }

  private measure(ink: Ink): Measure {
    this.document.font(ink.face).fontSize(ink.size);
    return (text) => this.document.widthOfString(text);
  }

  private setLine(line: string, ink: Ink, column: Column, baseline: number): void {
    const { direction } = this.about;
    const measure = this.measure(ink);
    const free = column.width - measureLine(line, measure);
    const fromStart = column.start + (column.align === 'end' ? free : 0);
    const fromLeft =
      direction === 'ltr' ? fromStart : this.width - fromStart - (column.width - free);
    let x = margin.side + fromLeft;
    this.document.fillColor(ink.colour);
    for (const piece of visualPieces(line, column.direction ?? direction)) {
      this.document.text(piece, x, baseline, { lineBreak: false, baseline: 'alphabetic' });
      x += measure(piece);
    }
  }
}

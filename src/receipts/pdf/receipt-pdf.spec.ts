import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { supportedLocales } from '../../shared/locale/locale.js';
import { hasPdf, receiptSheet } from '../receipt-sheet.js';
import { completed } from '../receipt.fixture.js';
import { receiptPdf } from './receipt-pdf.js';

const pagesOf = (pdf: Buffer): number =>
  [...pdf.toString('latin1').matchAll(/\/Type \/Page\b(?!s)/g)].length;

describe('receiptPdf', () => {
  it.each(supportedLocales.filter(hasPdf))('makes the same bytes again in %s', async (locale) => {
    const sheet = receiptSheet(completed, '0123456789abcdef', locale);
    const pdf = await receiptPdf(sheet);
    expect(pdf.equals(await receiptPdf(sheet))).toBe(true);
    const text = pdf.toString('latin1');
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(text).toContain('/Marked true');
    expect(text).toContain('/StructTreeRoot');
    expect(text).toContain(`/Lang (${locale})`);
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).toContain('D:20260610223005Z');
    expect(pdf.length).toBeLessThan(80_000);
  });

  it('goes on to further pages for a long ground', async () => {
    const ground = 'Ich kündige aus wichtigem Grund. '.repeat(250);
    const declared = { ...completed.declared, ground };
    const pdf = await receiptPdf(receiptSheet({ ...completed, declared }, 'k', 'de'));
    expect(pagesOf(pdf)).toBeGreaterThan(3);
  });

  it('sets any text at all', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(...'مرحبا(a)1 \n', '\u202e', '\ud800', '山', '\u{1F9FE}'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('pl', 'ar'), async (text, locale) => {
        const declarant = { name: text, email: text };
        const declared = { ...completed.declared, ground: text, contract: text };
        const content = { ...completed, declarant, declared };
        const pdf = await receiptPdf(receiptSheet(content, 'k', locale));
        expect(pagesOf(pdf)).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { palettes, readablePairs, type Scheme } from './tokens.js';

/** Relative luminance of a six-digit hex colour (WCAG 2.2). */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

describe('tokens', () => {
  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
  });

  it.each(['light', 'dark'] as Scheme[])('keeps 4.5:1 for every text in %s', (scheme) => {
    const palette = palettes[scheme];
    const tooFaint = readablePairs
      .map(([text, ground]) => ({ text, ground, ratio: contrast(palette[text], palette[ground]) }))
      .filter(({ ratio }) => ratio < 4.5);
    expect(tooFaint).toEqual([]);
  });

  it('names every colour as plain hex in both schemes', () => {
    expect(Object.keys(palettes.dark)).toEqual(Object.keys(palettes.light));
    for (const palette of Object.values(palettes)) {
      for (const colour of Object.values(palette)) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    }
  });
});

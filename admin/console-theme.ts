import type { ThemeOverride } from '@adminjs/design-system';
import { palettes, type as typeface } from '../src/shared/looks/tokens.js';

/**
 * AdminJS's lists and records in our tokens. Its design system computes with colours, so they must be
 * hex here; the dark scheme follows by the custom properties of `console.css`.
 */
export function consoleTheme(): Partial<ThemeOverride> {
  const { canvas, surface, sunken, text, mutedText, border, primary, onPrimary, link } =
    palettes.light;
  return {
    font: typeface.sans,
    colors: {
      primary100: primary,
      primary80: primary,
      primary60: link,
      primary40: border,
      primary20: sunken,
      grey100: text,
      grey80: mutedText,
      grey60: mutedText,
      grey40: border,
      grey20: sunken,
      white: surface,
      bg: canvas,
      container: surface,
      sidebar: surface,
      text,
      border,
      separator: border,
      accent: primary,
      hoverBg: sunken,
      inputBorder: mutedText,
      love: onPrimary,
    },
    // The types of the design system know its own names of colours alone, not those AdminJS adds.
  } as unknown as Partial<ThemeOverride>;
}

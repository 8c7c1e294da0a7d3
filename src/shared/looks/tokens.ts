/**
 * The one visual language of doors, mails, receipts and console pages, as named tokens.
 * Colours are six-digit hex, so that mail clients take them and contrast can be computed.
 */

/** Every colour by its role; a role exists in light and in dark. */
export interface Palette {
  /** Behind everything. */
  canvas: string;
  /** Cards and sheets on the canvas. */
  surface: string;
  /** Quoted text and notes within a surface. */
  sunken: string;
  text: string;
  mutedText: string;
  /** Decoration only: never the sole carrier of meaning, so held to no text contrast. */
  border: string;
  link: string;
  /** The one primary action of a page, and the text upon it. */
  primary: string;
  onPrimary: string;
  /** Words of state; always beside a shape, never colour alone. */
  positive: string;
  caution: string;
  critical: string;
}

export type Scheme = 'light' | 'dark';

export const palettes: Readonly<Record<Scheme, Readonly<Palette>>> = {
  light: {
    canvas: '#f3f4f6',
    surface: '#ffffff',
    sunken: '#f0f2f5',
    text: '#1a1f26',
    mutedText: '#515b68',
    border: '#d5dae1',
    link: '#0a4f9e',
    primary: '#0a4f9e',
    onPrimary: '#ffffff',
    positive: '#17653a',
    caution: '#7a4a00',
    critical: '#a1211b',
  },
  dark: {
    canvas: '#11151a',
    surface: '#1a2027',
    sunken: '#232b34',
    text: '#e8ecf1',
    mutedText: '#aab4c0',
    border: '#3a4450',
    link: '#8fc1ff',
    primary: '#8fc1ff',
    onPrimary: '#0b1a2b',
    positive: '#7fd6a2',
    caution: '#f0c070',
    critical: '#ffa199',
  },
};

/** Text upon background, as they may meet on a page; each pair reaches 4.5:1 in both schemes. */
export const readablePairs: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ...(['text', 'mutedText', 'link', 'positive', 'caution', 'critical'] as const).flatMap((text) =>
    (['canvas', 'surface', 'sunken'] as const).map((background) => [text, background] as const),
  ),
  ['onPrimary', 'primary'],
];

/** Distances in CSS pixels. */
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const;

/** Corner radii in CSS pixels. */
export const radius = { s: 4, m: 8 } as const;

/** Sizes in CSS pixels, line heights without a unit. */
export const type = {
  /** System faces only: nothing is loaded from another host. */
  sans: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
  /** For references and Service Tags: faces in which 0 and O differ by a dot or a slash. */
  mono: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace",
  size: { small: 14, body: 16, heading: 18, title: 24 },
  lineHeight: { tight: 1.25, body: 1.5 },
  weight: { normal: 400, strong: 600 },
} as const;

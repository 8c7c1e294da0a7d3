import type { CSSProperties } from 'react';
import { palettes, radius, space, type, type Palette } from '../../shared/looks/tokens.js';

/*
 * Mail clients know tables and inline styles; what they know of style blocks is the dark scheme.
 * So light colours are inline, and a class beside each lets dark ones take over.
 */
export const light = palettes.light;

const DARK: Record<string, [property: string, colour: keyof Palette][]> = {
  canvas: [['background-color', 'canvas']],
  surface: [
    ['background-color', 'surface'],
    ['border-color', 'border'],
  ],
  sunken: [['background-color', 'sunken']],
  rule: [['border-color', 'border']],
  text: [['color', 'text']],
  muted: [['color', 'mutedText']],
  link: [['color', 'link']],
  primary: [
    ['background-color', 'primary'],
    ['color', 'onPrimary'],
  ],
};

/** The one style block. */
export const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){${Object.entries(DARK)
  .map(([name, rules]) => {
    const body = rules.map(
      ([property, colour]) => `${property}:${palettes.dark[colour]}!important`,
    );
    return `.${name}{${body.join(';')}}`;
  })
  .join('')}}
@media (max-width:480px){.cell{display:block!important;width:auto!important;padding-bottom:0!important}}`;

export const px = (...values: number[]): string => values.map((value) => `${value}px`).join(' ');

export const bodyText: CSSProperties = {
  margin: px(0, 0, space.m),
  fontFamily: type.sans,
  fontSize: px(type.size.body),
  lineHeight: type.lineHeight.body,
  color: light.text,
};
export const headingStyle: CSSProperties = {
  ...bodyText,
  margin: px(space.xl, 0, space.s),
  fontSize: px(type.size.heading),
  lineHeight: type.lineHeight.tight,
  fontWeight: type.weight.strong,
};
export const titleStyle: CSSProperties = {
  ...headingStyle,
  margin: px(0, 0, space.l),
  fontSize: px(type.size.title),
};
export const cellStyle: CSSProperties = {
  ...bodyText,
  margin: 0,
  borderTop: `1px solid ${light.border}`,
  verticalAlign: 'top',
  textAlign: 'start',
};
export const labelStyle: CSSProperties = {
  ...cellStyle,
  width: '38%',
  fontWeight: type.weight.normal,
  color: light.mutedText,
};
/** Room between a label and its value; clients that know no logical sides are told the real one. */
export const cellPadding = {
  ltr: { padding: px(space.s, space.m, space.s, 0) },
  rtl: { padding: px(space.s, 0, space.s, space.m) },
} as const;
export const noteStyle: CSSProperties = {
  ...bodyText,
  fontSize: px(type.size.small),
  color: light.mutedText,
};
export const codeStyle: CSSProperties = {
  fontFamily: type.mono,
  fontVariantNumeric: 'slashed-zero',
  overflowWrap: 'anywhere',
};
export const amountStyle: CSSProperties = {
  ...cellStyle,
  padding: px(space.s, 0),
  textAlign: 'end',
  whiteSpace: 'nowrap',
  fontVariantNumeric: 'tabular-nums',
  fontWeight: type.weight.strong,
};
export const sheetStyle: CSSProperties = {
  maxWidth: px(600),
  margin: '0 auto',
  backgroundColor: light.surface,
  border: `1px solid ${light.border}`,
  borderRadius: px(radius.m),
};
export const buttonStyle: CSSProperties = {
  display: 'inline-block',
  padding: px(space.m, space.xl),
  borderRadius: px(radius.s),
  fontFamily: type.sans,
  fontSize: px(type.size.body),
  fontWeight: type.weight.strong,
  textDecoration: 'none',
  backgroundColor: light.primary,
  color: light.onPrimary,
};
export const linkStyle: CSSProperties = { color: light.link, textDecoration: 'underline' };
export const quoteStyle: CSSProperties = {
  ...bodyText,
  margin: 0,
  padding: px(space.m, space.l),
  borderRadius: px(radius.s),
  backgroundColor: light.sunken,
};
/** What inboxes show beside the subject; not seen in the mail itself. */
export const previewStyle: CSSProperties = {
  display: 'none',
  maxHeight: 0,
  overflow: 'hidden',
  opacity: 0,
};

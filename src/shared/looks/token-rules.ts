import { palettes, radius, space, type, type Palette } from './tokens.js';

/** The tokens of all looks as custom properties of CSS, light and dark. */
export function tokenRules(): string {
  const sizes = [
    ...Object.entries(space).map(([name, pixels]) => `--space-${name}:${pixels / 16}rem`),
    ...Object.entries(radius).map(([name, pixels]) => `--radius-${name}:${pixels}px`),
    ...Object.entries(type.size).map(([name, pixels]) => `--size-${name}:${pixels / 16}rem`),
    `--sans:${type.sans}`,
    `--mono:${type.mono}`,
  ].join(';');
  return `:root{color-scheme:light dark;${colours(palettes.light)};${sizes}}
@media (prefers-color-scheme:dark){:root{${colours(palettes.dark)}}}`;
}

function colours(palette: Readonly<Palette>): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

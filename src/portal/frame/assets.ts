import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { palettes, radius, space, type, type Palette } from '../../shared/looks/tokens.js';

/** One file that every page loads, from this host alone. */
export interface Asset {
  mediaType: string;
  body: Buffer;
  /** Changes with the content, so that the file may be kept for good under its address. */
  version: string;
}

const styles = `${tokenRules()}\n${read('portal.css')}`;

const assets: Readonly<Record<string, Asset>> = {
  'portal.css': asset('text/css; charset=utf-8', styles),
  'portal.js': asset('text/javascript; charset=utf-8', read('portal.js')),
  'icon.svg': asset('image/svg+xml', icon()),
};

/** The asset of that name, or undefined. */
export function findAsset(name: string): Asset | undefined {
  return Object.hasOwn(assets, name) ? assets[name] : undefined;
}

/** Where pages load an asset from: the content's version is part of the address. */
export function assetAddress(name: string): string {
  const found = findAsset(name);
  if (found === undefined) throw new Error(`There is no asset ${name}.`);
  return `/assets/${name}?v=${found.version}`;
}

function asset(mediaType: string, text: string): Asset {
  const body = Buffer.from(text);
  const version = createHash('sha256').update(body).digest('base64url').slice(0, 12);
  return { mediaType, body, version };
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** The tokens of all looks as custom properties, light and dark. */
function tokenRules(): string {
  const colours = (palette: Readonly<Palette>): string =>
    Object.entries(palette)
      .map(([name, colour]) => `--${name}:${colour}`)
      .join(';');
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

/** A sheet with its lower edge torn off: what ends, with proof. */
function icon(): string {
  const { primary, onPrimary } = palettes.light;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${primary}"/><path d="M9 7h14v16l-3 2-4-2-4 2-3-2z" fill="${onPrimary}"/><path d="m12 14 3 3 6-6" fill="none" stroke="${primary}" stroke-width="2.5"/></svg>`;
}

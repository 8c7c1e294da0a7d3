import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { icon } from '../../shared/looks/icon.js';
import { tokenRules } from '../../shared/looks/token-rules.js';

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

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import { icon } from '../src/shared/looks/icon.js';
import { tokenRules } from '../src/shared/looks/token-rules.js';

const FOR_GOOD = 'public, max-age=31536000, immutable';
const zip = promisify(gzip);

interface Asset {
  mediaType: string;
  plain: Buffer;
  zipped: Buffer;
  version: string;
}

/** Our style sheet: the tokens, then the rules that use them. */
export function consoleStyles(): string {
  const rules = readFileSync(new URL('./assets/console.css', import.meta.url), 'utf8');
  return `${tokenRules()}\n${rules}`;
}

/**
 * Scripts and styles of the console, read and compressed once when first asked for. Their addresses
 * carry no version, so browsers ask again each time and are answered with 304.
 */
export class ConsoleAssets {
  private readonly sources: Map<string, () => Promise<Buffer> | Buffer>;
  private readonly loaded = new Map<string, Promise<Asset>>();

  /** @param files AdminJS's own: their paths under `/admin` and where they lie */
  constructor(files: readonly { path: string; src: string }[]) {
    this.sources = new Map(files.map(({ path, src }) => [path, () => readFile(src)]));
    this.sources.set('/frontend/assets/console.css', () => Buffer.from(consoleStyles()));
    this.sources.set('/frontend/assets/icon.svg', () => Buffer.from(icon()));
  }

  /** The paths that are served, under `/admin`. */
  paths(): string[] {
    return [...this.sources.keys()];
  }

  async send(path: string, request: Request, response: Response): Promise<void> {
    const asset = await this.find(path);
    const zipped = request.acceptsEncodings('gzip') === 'gzip';
    const tag = `"${asset.version}${zipped ? '-gz' : ''}"`;
    response.setHeader('ETag', tag);
    response.setHeader('Vary', 'Accept-Encoding');
    response.setHeader('Cache-Control', request.query['v'] ? FOR_GOOD : 'no-cache');
    if (request.headers['if-none-match'] === tag) {
      response.status(304).end();
      return;
    }
    response.setHeader('Content-Type', asset.mediaType);
    if (zipped) response.setHeader('Content-Encoding', 'gzip');
    response.end(zipped ? asset.zipped : asset.plain);
  }

  private find(path: string): Promise<Asset> {
    const known = this.loaded.get(path);
    if (known !== undefined) return known;
    const asset = this.load(path);
    this.loaded.set(path, asset);
    // A file that could not be read is looked for again with the next request.
    asset.catch(() => this.loaded.delete(path));
    return asset;
  }

  private async load(path: string): Promise<Asset> {
    const source = this.sources.get(path);
    if (source === undefined) throw new Error(`The console has no file ${path}.`);
    const plain = await source();
    const version = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
    return { mediaType: mediaTypeOf(path), plain, zipped: await zip(plain), version };
  }
}

function mediaTypeOf(path: string): string {
  const types: Readonly<Record<string, string>> = {
    js: 'text/javascript; charset=utf-8',
    css: 'text/css; charset=utf-8',
    svg: 'image/svg+xml',
    woff: 'font/woff',
    ttf: 'font/ttf',
    eot: 'application/vnd.ms-fontobject',
  };
  const type = types[path.slice(path.lastIndexOf('.') + 1)];
  if (type === undefined)
    throw new Error(`The console does not know what kind of file ${path} is.`);
  return type;
}

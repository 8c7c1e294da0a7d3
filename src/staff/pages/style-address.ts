import { findAsset } from '../../portal/frame/assets.js';

/** The doors' own files, under an address of the console's: a process may be the console alone. */
export const STYLES = ['portal.css', 'icon.svg'] as const;

/** Where the pages of sign-in load a file from: the content's version is part of the address. */
export function styleAddress(name: (typeof STYLES)[number]): string {
  const asset = findAsset(name);
  if (asset === undefined) throw new Error(`There is no asset ${name}.`);
  return `/admin/sign-in-assets/${name}?v=${asset.version}`;
}

import { palettes } from './tokens.js';

/** The desk's icon as SVG: a sheet with its lower edge torn off, for what ends, with proof. */
export function icon(): string {
  const { primary, onPrimary } = palettes.light;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${primary}"/><path d="M9 7h14v16l-3 2-4-2-4 2-3-2z" fill="${onPrimary}"/><path d="m12 14 3 3 6-6" fill="none" stroke="${primary}" stroke-width="2.5"/></svg>`;
}

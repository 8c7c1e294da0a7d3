/** Where the lines of a value axis stand: round numbers from 0 to at least `most`, five at most. */
export function ticksUpTo(most: number): number[] {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10));
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, n) => n * step);
}

/** Every how manyth label of a row is written, so that those with `width` pixels each do not touch. */
export function labelStep(labels: number, pixels: number, width: number): number {
  return Math.max(1, Math.ceil((labels * width) / Math.max(pixels, 1)));
}

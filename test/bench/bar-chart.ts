/** One bar: what it is, how much, and whose. */
export interface Bar {
  label: string;
  value: number;
  tone: 'ours' | 'reference';
}

export interface Chart {
  title: string;
  unit: string;
  bars: readonly Bar[];
}

const WIDTH = 760;
const LABELS = 300;
const VALUES = 110;
const ROW = 26;
const TOP = 62;
const FOOT = 20;

/** Fixed colours on a ground of their own: the file is shown on light and on dark pages. */
const tones: Record<Bar['tone'], string> = { ours: '#0a4f9e', reference: '#8a94a1' };

/** Bars below each other, each with its figure, as an SVG of its own. */
export function barChart({ title, unit, bars }: Chart): string {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const height = TOP + bars.length * ROW + FOOT;
  const rows = bars.map(({ label, value, tone }, n) => {
    const y = TOP + n * ROW;
    const length = most > 0 ? Math.max(1, (value / most) * (WIDTH - LABELS - VALUES)) : 1;
    return [
      `<text x="${LABELS - 10}" y="${y + 14}" text-anchor="end" fill="#1a1f26">${escaped(label)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="18" rx="2" fill="${tones[tone]}"/>`,
      `<text x="${(LABELS + length + 8).toFixed(1)}" y="${y + 14}" fill="#1a1f26">${figure(value)}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(`${title}, ${unit}`)}" font-family="system-ui, sans-serif" font-size="13">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="20" y="28" font-size="16" font-weight="600" fill="#1a1f26">${escaped(title)}</text>
<text x="20" y="48" fill="#515b68">${escaped(unit)}</text>
${rows.join('\n')}
</svg>
`;
}

/** Whole numbers by thousands, small ones with what they need. */
function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

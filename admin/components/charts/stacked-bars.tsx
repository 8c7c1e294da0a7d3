import React, { useId } from 'react';
import { Scrolls } from '../frame/page';
import { useFormats, useTexts } from '../frame/use-texts';
import { labelStep, ticksUpTo } from './scale';
import { useWidth } from './use-width';

/** One of the parts of every bar; told apart by its hatching as well as by its colour. */
export interface Series {
  key: string;
  name: string;
  look: 'positive' | 'link' | 'caution' | 'critical';
}

export interface Bar {
  /** Under the bar, short. */
  label: string;
  /** In the table and on pointing at the bar, whole. */
  title: string;
  values: Readonly<Record<string, number>>;
}

const HEIGHT = 260;
const EDGE = { top: 12, right: 8, bottom: 28, left: 48 };
const LABEL_PX = 56;
/** No hatching, rising, falling, crossed: in the order of the looks. */
const HATCHES: Readonly<Record<Series['look'], string>> = {
  positive: '',
  link: 'M0 6L6 0',
  caution: 'M0 0L6 6',
  critical: 'M0 3H6M3 0V6',
};

/**
 * Bars of several parts, with a mark over each where `mark` names a value to compare with. The same
 * figures stand in a table below it, for whoever cannot or would not read the picture.
 */
export function StackedBars({
  title,
  series,
  bars,
  mark,
}: {
  title: string;
  series: readonly Series[];
  bars: readonly Bar[];
  mark?: { key: string; name: string };
}): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const [frame, width] = useWidth<HTMLDivElement>();
  const id = useId().replaceAll(':', '');
  const sum = (bar: Bar): number =>
    series.reduce((all, { key }) => all + (bar.values[key] ?? 0), 0);
  const most = Math.max(
    0,
    ...bars.map((bar) => Math.max(sum(bar), bar.values[mark?.key ?? ''] ?? 0)),
  );
  const ticks = ticksUpTo(most);
  const top = ticks.at(-1) ?? 1;
  const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const y = (value: number): number => EDGE.top + inner.height * (1 - value / top);
  const slot = inner.width / Math.max(bars.length, 1);
  const x = (index: number): number => EDGE.left + index * slot;
  const every = labelStep(bars.length, inner.width, LABEL_PX);
  return (
    <figure className="chart">
      <figcaption className="visually-hidden">{title}</figcaption>
      <ul className="plain legend">
        {series.map(({ key, name, look }) => (
          <li key={key}>
            <svg width="16" height="16" aria-hidden="true">
              <rect width="16" height="16" className={`fill ${look}`} />
              <rect width="16" height="16" fill={`url(#${id}${look})`} />
            </svg>{' '}
            {name}
          </li>
        ))}
        {mark ? (
          <li>
            <svg width="16" height="16" aria-hidden="true">
              <line x1="1" x2="15" y1="8" y2="8" className="mark" />
            </svg>{' '}
            {mark.name}
          </li>
        ) : null}
      </ul>
      <div ref={frame}>
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t('charts.tableBelow', { title })}
        >
          <Hatching id={id} />
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={EDGE.left}
                x2={width - EDGE.right}
                y1={y(tick)}
                y2={y(tick)}
                className="grid"
              />
              <text x={EDGE.left - 8} y={y(tick)} className="axis end">
                {number(tick)}
              </text>
            </g>
          ))}
          {bars.map((bar, index) => {
            let below = 0;
            return (
              <g key={bar.title}>
                <title>{describe(bar, series, mark, number)}</title>
                <rect
                  x={x(index)}
                  y={EDGE.top}
                  width={slot}
                  height={inner.height}
                  fill="transparent"
                />
                {series.map(({ key, look }) => {
                  const value = bar.values[key] ?? 0;
                  if (value === 0) return null;
                  const box = {
                    x: x(index) + slot * 0.14,
                    width: slot * 0.72,
                    y: y(below + value),
                    height: y(below) - y(below + value),
                  };
                  below += value;
                  return (
                    <g key={key}>
                      <rect {...box} className={`fill ${look}`} />
                      <rect {...box} fill={`url(#${id}${look})`} />
                    </g>
                  );
                })}
                {mark && (bar.values[mark.key] ?? 0) > 0 ? (
                  <line
                    x1={x(index) + slot * 0.05}
                    x2={x(index) + slot * 0.95}
                    y1={y(bar.values[mark.key] ?? 0)}
                    y2={y(bar.values[mark.key] ?? 0)}
                    className="mark"
                  />
                ) : null}
                {index % every === 0 ? (
                  <text x={x(index) + slot / 2} y={HEIGHT - 8} className="axis middle">
                    {bar.label}
                  </text>
                ) : null}
              </g>
            );
          })}
        </svg>
      </div>
      <details>
        <summary>{t('charts.table')}</summary>
        <BarTable title={title} series={series} bars={bars} mark={mark} />
      </details>
    </figure>
  );
}

function Hatching({ id }: { id: string }): React.JSX.Element {
  return (
    <defs>
      {Object.entries(HATCHES).map(([look, path]) => (
        <pattern key={look} id={`${id}${look}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <path d={path} className="hatch" />
        </pattern>
      ))}
    </defs>
  );
}

function describe(
  bar: Bar,
  series: readonly Series[],
  mark: { key: string; name: string } | undefined,
  number: (value: number) => string,
): string {
  const lines = [...(mark ? [mark] : []), ...series].map(
    ({ key, name }) => `${name}: ${number(bar.values[key] ?? 0)}`,
  );
  return [bar.title, ...lines].join('\n');
}

function BarTable({
  title,
  series,
  bars,
  mark,
}: Parameters<typeof StackedBars>[0]): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const columns = [...(mark ? [mark] : []), ...series];
  return (
    <Scrolls label={title}>
      <table className="desk">
        <thead>
          <tr>
            <th scope="col">{t('charts.when')}</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col" className="amount">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.title}>
              <th scope="row">{bar.title}</th>
              {columns.map(({ key }) => (
                <td key={key} className="amount number">
                  {number(bar.values[key] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

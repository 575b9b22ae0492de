import { median, quantile } from './turns.mjs';

/**
 * @typedef {object} Figure
 * @property {string} name of what was measured
 * @property {string} unit of the values: `us`, `ms`, `a second`, `KiB`, `count`
 * @property {number} value the median
 * @property {number} [low] a quarter of the values lies below it
 * @property {number} [high] a quarter of the values lies above it
 * @property {number} [ratio] to the baseline of its table, taken in the same run
 * @property {string} [goal] what it must reach, in words
 * @property {boolean} [isReached] absent without a goal
 */

/** The tables of one benchmark. */
export class Report {
  /** @type {{ title: string, note: string | undefined, baseline: string | undefined, figures: Figure[] }[]} */
  tables = [];

  /**
   * Begins a table: what follows belongs to it.
   *
   * @param {string} title
   * @param {{ baseline?: string, note?: string }} [more] the baseline is what the ratios are to
   */
  table(title, { baseline, note } = {}) {
    this.tables.push({ title, baseline, note, figures: [] });
  }

  /**
   * Adds a figure to the table. With several values the median counts.
   *
   * @param {string} name
   * @param {string} unit
   * @param {number | readonly number[]} values
   * @param {object} [more]
   * @param {number} [more.per] what the ratio is to
   * @param {{ atMost?: number, atLeast?: number, of?: 'ratio' | 'value' }} [more.goal] what the ratio, or the value, must reach
   */
  figure(name, unit, values, { per, goal } = {}) {
    const all = Array.isArray(values) ? values : [values];
    const value = median(all);
    const ratio = per === undefined ? undefined : value / per;
    const { figures } = this.tables.at(-1);
    figures.push({
      name,
      unit,
      value,
      ...(all.length > 3 && { low: quantile(all, 0.25), high: quantile(all, 0.75) }),
      ...(ratio !== undefined && { ratio }),
      ...(goal !== undefined && judged(goal, { value, ratio })),
    });
    return value;
  }
}

function judged({ atMost, atLeast, of = 'ratio' }, measured) {
  const value = measured[of];
  const words = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  const isReached = atMost === undefined ? value >= atLeast : value <= atMost;
  return { goal: of === 'ratio' ? `${words} times` : words, isReached };
}

/** A table as text for a terminal, or in Markdown. */
export function formatTable({ figures }, { markdown = false } = {}) {
  const head = ['', 'median', 'a quarter below, above', 'ratio', 'goal'];
  const rows = figures.map((figure) => [
    figure.name,
    `${formatNumber(figure.value)} ${figure.unit}`,
    figure.low === undefined ? '' : `${formatNumber(figure.low)} to ${formatNumber(figure.high)}`,
    figure.ratio === undefined ? '' : formatNumber(figure.ratio),
    figure.goal === undefined ? '' : `${figure.goal}: ${figure.isReached ? 'reached' : 'MISSED'}`,
  ]);
  const used = head.map((_, column) => column < 2 || rows.some((row) => row[column] !== ''));
  const cells = [head, ...rows].map((row) => row.filter((_, column) => used[column]));
  if (markdown) {
    const lines = cells.map((row) => `| ${row.join(' | ')} |`);
    return [lines[0], `|${' --- |'.repeat(cells[0].length)}`, ...lines.slice(1)].join('\n');
  }
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return [line(cells[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n');
}

function formatNumber(value) {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value.toFixed(digits);
}

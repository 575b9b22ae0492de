import { CHART_STYLE } from './chart-style.ts';
import type { Chart, Draw } from './chart.types.ts';
import { drawChart, type DrawnChart } from './draw-chart.ts';
import { PALETTE_STYLE, TONE_STYLE } from './palette.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Markup that is a text: children of an element are either such, or texts to be escaped. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const drawText: Draw<Markup> = (tag, attributes, ...children) => {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const written = given.map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`).join('');
  const inside = children.map((child) => (child instanceof Markup ? child.text : escapeMarkup(child))).join('');
  return new Markup(inside === '' ? `<${tag}${written}/>` : `<${tag}${written}>${inside}</${tag}>`);
};

/** A chart as an SVG file: it needs nothing beside it, and follows the light or dark of who looks at it. */
export function toSvg(chart: Chart, drawn: DrawnChart): string {
  const svg = drawChart(drawText, chart, drawn).text;
  const style = `<style>${PALETTE_STYLE}\n${TONE_STYLE}${CHART_STYLE}</style>`;
  return `${svg.replace(/>/, ` width="${chart.width}" height="${chart.height}">${style}`)}\n`;
}

import type { Chart, ChartBox, ChartEdge, Draw, Point } from './chart.types.ts';
import { drawIcon, type IconName } from './icons.ts';
import type { ChartMarks } from './marks.ts';
import type { Tone } from './palette.ts';

export interface DrawnChart {
  readonly marks: ChartMarks;
  /** Of what is active, and of the arrow that was taken last. */
  readonly tone: Tone;
  /** What the chart says to who cannot see it. */
  readonly label: string;
  /** How it ended, once it has. */
  readonly outcome?: string | undefined;
  /** Boxes can be reached and pressed. */
  readonly isInteractive?: boolean;
}

/** How a transaction can end, each with its icon and tone, in the order of the chart. */
export const OUTCOMES: readonly (readonly [kind: string, icon: IconName, tone: Tone | 'dim'])[] = [
  ['approved', 'taken', 'taken'],
  ['partial', 'taken', 'taken'],
  ['accepted', 'nottaken', 'nottaken'],
  ['declined', 'nottaken', 'nottaken'],
  ['cancelled', 'nottaken', 'nottaken'],
  ['failed', 'nottaken', 'nottaken'],
  ['notProcessed', 'nottaken', 'nottaken'],
  ['overridden', 'person', 'dim'],
];

/** Draws a chart. Its elements are the same whatever is marked: only classes and the label of the last arrow differ. */
export function drawChart<Node>(draw: Draw<Node>, chart: Chart, drawn: DrawnChart): Node {
  const { start, pill } = chart;
  const from = pill && { x: pill.x, y: pill.y, width: pill.w, height: pill.h, rx: pill.h / 2 };
  return draw(
    'svg',
    {
      class: `chart-svg tone-${drawn.tone}`,
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${chart.width} ${chart.height}`,
      role: 'group',
      'aria-label': drawn.label,
    },
    hatch(draw),
    ...chart.regions.flatMap(({ title, x, y, w, h }) => [
      draw('rect', { class: 'region', x, y, width: w, height: h, rx: 12 }),
      draw('text', { class: 'note', x: x + 16, y: y + 18 }, title),
    ]),
    ...(start === undefined
      ? []
      : [
          draw('circle', { class: 'dot', cx: start.at[0], cy: start.at[1], r: 4.5 }),
          arrow(draw, start.points, 'edge taken'),
        ]),
    // A frame lies under the arrows that end inside it.
    ...chart.boxes.filter(({ form }) => form === 'frame').map((box) => drawBox(draw, box, drawn)),
    ...chart.edges.map((edge) => drawEdge(draw, edge, drawn)),
    ...chart.boxes.filter(({ form }) => form !== 'frame').map((box) => drawBox(draw, box, drawn)),
    ...(pill === undefined || from === undefined
      ? []
      : [
          draw(
            'g',
            { class: 'box origin' },
            draw('rect', { class: 'fill', ...from }),
            draw('text', { x: pill.x + pill.w / 2, y: pill.y + 20, 'text-anchor': 'middle' }, pill.text),
          ),
        ]),
    drawLast(draw, chart, drawn.marks),
  );
}

/** Stripes, for what is not known. */
function hatch<Node>(draw: Draw<Node>): Node {
  const size = { width: 6, height: 6 };
  return draw(
    'defs',
    {},
    draw(
      'pattern',
      { id: 'hatch', ...size, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      draw('rect', { ...size, fill: 'var(--unknown-bg)' }),
      draw('path', { d: 'M0 0v6', stroke: 'var(--unknown)', 'stroke-opacity': 0.45, 'stroke-width': 2 }),
    ),
  );
}

function drawBox<Node>(draw: Draw<Node>, box: ChartBox, { marks, tone, outcome, isInteractive }: DrawnChart): Node {
  const { state, title, note, x, y, w, h, form } = box;
  const left = x + padOf(box);
  const isActive = marks.active.includes(state);
  const isHatched = isActive && form === 'frame' && tone === 'unknown';
  const classes = [
    'box',
    ...(form === undefined ? [] : [form]),
    ...(isActive ? ['active'] : marks.visited.has(state) ? ['visited'] : []),
    ...(isHatched ? ['hatched'] : []),
  ];
  const rest = { 'data-state': state, 'aria-current': isActive ? 'step' : undefined };
  return draw(
    'g',
    { class: classes.join(' '), ...(isInteractive ? { role: 'button', tabindex: 0, ...rest } : rest) },
    draw('rect', { class: 'fill', x, y, width: w, height: h, rx: form === 'frame' ? 10 : 8 }),
    ...(form === 'frame'
      ? [draw('rect', { class: 'hatch', x: x + 2, y: y + 32, width: w - 4, height: h - 34, rx: 8, fill: 'none' })]
      : []),
    draw('text', { class: 'title', x: left, y: y + (form === 'frame' ? 21 : h < 50 ? 20 : 23) }, title),
    ...(form === 'frame'
      ? [draw('text', { class: 'note', x: x + w - 12, y: y + 21, 'text-anchor': 'end' }, note[0] ?? '')]
      : note.map((line, index) =>
          draw('text', { class: 'note', x: left, y: y + (h < 50 ? 37 : 41) + index * 15 }, line),
        )),
    ...(form === 'outcomes' ? drawOutcomes(draw, box, outcome) : []),
  );
}

/** @internal Between the border of a box and its text. */
export function padOf({ pad = 14 }: ChartBox): number {
  return pad;
}

function drawOutcomes<Node>(draw: Draw<Node>, { x, y }: ChartBox, reached: string | undefined): Node[] {
  return OUTCOMES.map(([kind, icon, tone], index) => {
    const top = y + 58 + index * 28;
    return draw(
      'g',
      { class: tone === 'dim' ? 'tone-person' : `tone-${tone}` },
      drawIcon(draw, icon, 14, { x: x + 14, y: top }),
      draw('text', { class: kind === reached ? 'reached' : undefined, x: x + 36, y: top + 11 }, kind),
    );
  });
}

function drawEdge<Node>(draw: Draw<Node>, { id, points, label }: ChartEdge, { marks }: DrawnChart): Node {
  const isLast = marks.last?.edge === id;
  const mark = isLast ? ' last' : marks.taken.has(id) ? ' taken' : marks.possible.has(id) ? ' possible' : '';
  const place = { x: label.at[0], y: label.at[1], 'text-anchor': label.anchor };
  const written = draw('text', { class: 'label', ...place }, isLast ? '' : label.text);
  return draw('g', { class: `edge${mark}`, 'data-edge': id }, arrow(draw, points, '', isLast ? 11 : 8), written);
}

/** The event that led here, over everything else. */
function drawLast<Node>(draw: Draw<Node>, { edges }: Chart, { last }: ChartMarks): Node {
  const label = edges.find(({ id }) => id === last?.edge)?.label;
  const { at, anchor } = label?.last ?? label ?? { at: [0, 0], anchor: 'start' };
  const size = (last?.event.length ?? 0) > 14 ? ' long' : '';
  return draw('text', { class: `label event${size}`, x: at[0], y: at[1], 'text-anchor': anchor }, last?.event ?? '');
}

/** A line with its head, which is drawn by itself: what browsers do with the colour of markers differs. */
function arrow<Node>(draw: Draw<Node>, points: readonly Point[], mark: string, size = 8): Node {
  const [tip, before] = [points.at(-1) ?? [0, 0], points.at(-2) ?? [0, 0]] as const;
  const [dx, dy] = [Math.sign(tip[0] - before[0]), Math.sign(tip[1] - before[1])];
  const base = [tip[0] - dx * size, tip[1] - dy * size] as const;
  const half = size / 2;
  const head = [tip, [base[0] - dy * half, base[1] + dx * half], [base[0] + dy * half, base[1] - dx * half]];
  const line = [...points.slice(0, -1), base].map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return draw(
    'g',
    { class: mark === '' ? undefined : mark },
    draw('path', { class: 'line', d: line }),
    draw('path', { class: 'head', d: `M${head.map(([x, y]) => `${x} ${y}`).join('L')}z` }),
  );
}

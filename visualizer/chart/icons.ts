import type { Draw } from './chart.types.ts';

export type IconName = 'flight' | 'unknown' | 'stalled' | 'taken' | 'nottaken' | 'person' | 'idle' | 'off' | 'warning';

type Shape = readonly [tag: string, attributes: Readonly<Record<string, string | number>>];

const path = (d: string, width: number, more: Readonly<Record<string, string | number>> = {}): Shape => [
  'path',
  { d, fill: 'none', stroke: 'currentColor', 'stroke-width': width, ...more },
];
const tinted = { fill: 'currentColor', 'fill-opacity': 0.14 };
const dot = (cx: number, cy: number, r: number): Shape => ['circle', { cx, cy, r, fill: 'currentColor' }];
const ring = (more: Readonly<Record<string, string | number>> = {}): Shape => [
  'circle',
  { cx: 8, cy: 8, r: 6.6, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7, ...more },
];

/** Each meaning has a shape of its own, 16 x 16: a ring that is not closed, a diamond, a full disc, an empty ring, a triangle. */
const ICONS: Readonly<Record<IconName, readonly Shape[]>> = {
  flight: [ring({ 'stroke-dasharray': '3.4 2.2' }), path('M5 8h5.4M8.2 5.6 10.7 8l-2.5 2.4', 1.6)],
  unknown: [
    path('M8 .8 15.2 8 8 15.2.8 8z', 1.8, tinted),
    path('M6.3 6.4c0-2 3.4-2 3.4 0 0 1.3-1.7 1.3-1.7 2.7', 1.5),
    dot(8, 11.1, 0.8),
  ],
  stalled: [
    path('M7 1.8 13.2 8 7 14.2.8 8z', 1.7, tinted),
    path('M5.5 6.6c0-1.8 3-1.8 3 0 0 1.1-1.5 1.2-1.5 2.4', 1.4),
    ['path', { d: 'M12 6.6 16.4 15H7.6z', fill: 'var(--person)', stroke: 'var(--panel)', 'stroke-width': 1.2 }],
  ],
  taken: [dot(8, 8, 7.2), path('m4.6 8.2 2.4 2.4 4.4-4.9', 1.9, { stroke: 'var(--panel)' })],
  nottaken: [ring(), path('M4.8 8h6.4', 1.9)],
  person: [
    ['circle', { cx: 8, cy: 5, r: 3, fill: 'none', stroke: 'currentColor', 'stroke-width': 1.7 }],
    path('M2 15c0-7 12-7 12 0', 1.7),
  ],
  warning: [
    path('M8 1.2 15.3 14H.7z', 1.8, { ...tinted, 'stroke-linejoin': 'round' }),
    path('M8 6v4', 1.7),
    dot(8, 12, 0.8),
  ],
  idle: [dot(8, 8, 2.2)],
  off: [path('M2.5 2.5l11 11M13.5 2.5l-11 11', 1.7)],
};

/** @param size in the units around it */
export function drawIcon<Node>(
  draw: Draw<Node>,
  name: IconName,
  size: number,
  at: { x?: number; y?: number } = {},
): Node {
  const shapes = ICONS[name].map(([tag, attributes]) => draw(tag, attributes));
  const box = { ...at, width: size, height: size, viewBox: '0 0 16 16' };
  return draw('svg', { class: 'icon', ...box, overflow: 'visible', 'aria-hidden': 'true' }, ...shapes);
}

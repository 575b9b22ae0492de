import type { Point } from './chart.types.ts';

/** The corners of a path of horizontal and vertical lines, as in `M152 84H264V96`. */
export function cornersOf(path: string): Point[] {
  let [x, y] = [0, 0];
  return [...path.matchAll(/([MHV])(\d+)(?: (\d+))?/g)].map(([, command, first, second]) => {
    if (command === 'M') [x, y] = [Number(first), Number(second)];
    else if (command === 'H') x = Number(first);
    else y = Number(first);
    return [x, y] as const;
  });
}

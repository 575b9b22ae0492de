import type { Signature, SignaturePoint } from './signature.ts';

/** In units of the screen. */
const PEN_WIDTH = 2;

/**
 * A signature as an image: an SVG document of the size of the area, or of what was drawn where the terminal reports none. Black on nothing.
 * The first row is at the top, as on a screen (UNCONFIRMED).
 */
export function signatureToSvg({ area, strokes }: Signature): string {
  const points = strokes.flat();
  // One by one: a signature may have more points than a call accepts arguments.
  const width = area?.width ?? points.reduce((most, { x }) => Math.max(most, x + PEN_WIDTH), 1);
  const height = area?.height ?? points.reduce((most, { y }) => Math.max(most, y + PEN_WIDTH), 1);
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const pen = `fill="none" stroke="black" stroke-width="${PEN_WIDTH}" stroke-linecap="round" stroke-linejoin="round"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><path ${pen} d="${strokes.map(pathOf).join('')}"/></svg>`;
}

/** A point alone is a line of no length: the pen draws a dot. */
function pathOf(stroke: readonly SignaturePoint[]): string {
  const [first, ...others] = stroke;
  if (first === undefined) return '';
  const lines = others.length === 0 ? [first] : others;
  return `M${first.x} ${first.y}${lines.map(({ x, y }) => `L${x} ${y}`).join('')}`;
}

import { describe, expect, it } from 'vitest';
import { signatureToSvg } from '../../../../index.ts';

const line = [
  { x: 1, y: 2 },
  { x: 3, y: 4 },
  { x: 5, y: 6 },
];
const dot = [{ x: 7, y: 8 }];

describe('a signature as an image', () => {
  it('has the size of the area, a line for each stroke, and a dot for a point alone', () => {
    const svg = signatureToSvg({ area: { width: 100, height: 50 }, strokes: [line, dot] });
    expect(svg).toContain('viewBox="0 0 100 50"');
    expect(svg).toContain('d="M1 2L3 4L5 6M7 8L7 8"');
  });

  it('has the size of what was drawn where the area is not known', () => {
    expect(signatureToSvg({ strokes: [line, dot] })).toContain('width="9" height="10"');
  });

  it('of nothing, and of very much, is an image too', () => {
    expect(signatureToSvg({ strokes: [] })).toContain('d=""');
    const much = Array.from({ length: 200_000 }, () => ({ x: 1, y: 1 }));
    expect(signatureToSvg({ strokes: [much] }).length).toBeGreaterThan(much.length);
  });
});

import { describe, expect, it } from 'vitest';
import { PALETTE_STYLE } from '../../../visualizer/chart/palette.ts';

type Rgb = readonly [number, number, number];

/** The colours of a scheme, by name. */
function coloursOf(scheme: 'light' | 'dark'): Map<string, Rgb> {
  const block = new RegExp(`data-theme=${scheme}\\]\\{([^}]*)\\}`).exec(PALETTE_STYLE)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+):#(\w+)/g)].map(([, name = '', hex = '']) => {
      const full = hex.length === 3 ? hex.replaceAll(/./g, '$&$&') : hex;
      const part = (at: number) => Number.parseInt(full.slice(at, at + 2), 16);
      return [name, [part(0), part(2), part(4)]];
    }),
  );
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** In degrees: 0 is red, 60 yellow, 120 green, 240 blue, 300 magenta. */
function hue([r, g, b]: Rgb): number {
  const [max, min] = [Math.max(r, g, b), Math.min(r, g, b)];
  const turn = max === r ? (g - b) / (max - min) : max === g ? 2 + (b - r) / (max - min) : 4 + (r - g) / (max - min);
  return (turn * 60 + 360) % 360;
}

describe.each(['light', 'dark'] as const)('the colours, %s', (scheme) => {
  const colours = coloursOf(scheme);
  const colour = (name: string): Rgb => colours.get(name) ?? [0, 0, 0];

  it('can be read on every ground that they stand on', () => {
    const weak = ['flight', 'unknown', 'person', 'taken', 'nottaken', 'fault'].flatMap((tone) =>
      ['panel', 'bg', `${tone}-bg`]
        .filter((ground) => contrast(colour(tone), colour(ground)) < 4.5)
        .map((ground) => `${tone} on ${ground}`),
    );
    expect(weak).toEqual([]);
    expect(contrast(colour('dim'), colour('bg'))).toBeGreaterThan(4.5);
    expect(contrast(colour('edge'), colour('panel'))).toBeGreaterThan(3);
  });

  it('have magenta for what is not known: no red, no amber, no green and no blue', () => {
    expect(hue(colour('unknown'))).toBeGreaterThan(270);
    expect(hue(colour('unknown'))).toBeLessThan(330);
    const near = ['flight', 'person', 'taken', 'fault'].filter((tone) => {
      const apart = Math.abs(hue(colour(tone)) - hue(colour('unknown')));
      return Math.min(apart, 360 - apart) < 40;
    });
    expect(near).toEqual([]);
  });
});

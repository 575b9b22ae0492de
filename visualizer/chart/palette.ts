/** The colours of every view, each with its meaning: for the page, for exported files and for the pictures in the documentation. */

export type Tone = 'flight' | 'unknown' | 'person' | 'taken' | 'nottaken' | 'fault';

/** Light, then dark. The pairs of a tone are for what is written and for what lies under it. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  bg: ['#f6f7f9', '#111419'],
  panel: ['#fff', '#191d24'],
  ink: ['#16191f', '#e8ebf0'],
  dim: ['#555d6b', '#a2abba'],
  line: ['#d9dde4', '#2e3541'],
  edge: ['#7c8595', '#7d8798'],
  flight: ['#315eca', '#92cbfe'],
  'flight-bg': ['#e8eefb', '#16283f'],
  unknown: ['#a8279d', '#e085fb'],
  'unknown-bg': ['#fbe9f9', '#3a1c42'],
  person: ['#72400d', '#e9ad6c'],
  'person-bg': ['#fbeedd', '#38290f'],
  taken: ['#076654', '#80ebe6'],
  'taken-bg': ['#e0f3ee', '#0f3432'],
  nottaken: ['#363a46', '#aeb5c0'],
  'nottaken-bg': ['#eceef2', '#272d37'],
  fault: ['#c42426', '#f98f79'],
  'fault-bg': ['#fce9e7', '#44201d'],
};

const FONTS = `--sans:ui-sans-serif,system-ui,"Segoe UI",Roboto,Inter,"Helvetica Neue","DejaVu Sans",sans-serif;--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,"DejaVu Sans Mono",monospace`;

/** Custom properties: light, or dark where the reader's system is; `data-theme` on the root decides otherwise. */
export const PALETTE_STYLE = [
  `:root{color-scheme:light dark;${FONTS};${properties(0)}}`,
  `@media(prefers-color-scheme:dark){:root{${properties(1)}}}`,
  `:root[data-theme=light]{color-scheme:light;${properties(0)}}`,
  `:root[data-theme=dark]{color-scheme:dark;${properties(1)}}`,
].join('\n');

/** The classes of tones: everything inside takes the colour as `--c`, the tint as `--cb`. */
export const TONE_STYLE = (['flight', 'unknown', 'person', 'taken', 'nottaken', 'fault'] as const)
  .map((tone) => `.tone-${tone}{--c:var(--${tone});--cb:var(--${tone}-bg)}`)
  .join('\n');

function properties(scheme: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([name, pair]) => `--${name}:${pair[scheme]}`)
    .join(';');
}

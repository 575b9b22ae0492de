import type { Chart, ChartBox, ChartEdge } from './chart.types.ts';
import { cornersOf } from './corners.ts';

/** The terminal machine, 560 x 260: above what the traffic proved last, below who may use the terminal. */
export const terminalChart: Chart = {
  machine: 'terminal',
  form: 'wide',
  width: 560,
  height: 260,
  regions: [
    { title: 'link: what the traffic proved last', x: 8, y: 8, w: 544, h: 112 },
    { title: 'work: one at a time', x: 8, y: 128, w: 544, h: 124 },
  ],
  boxes: [
    box('link.unknown', 'no contact yet', 24, 36, 120),
    box('link.online', 'it answered last', 208, 36, 128),
    box('link.offline', 'not reached last', 400, 36, 136),
    box('work.idle', 'free', 24, 164, 120),
    box('work.occupied', 'one runs', 208, 164, 128),
    box('work.quarantined', 'one is unknown', 400, 164, 136),
  ],
  edges: [
    edge('link.unknown', 'link.online', 'M144 62H208', 'up', [176, 55]),
    edge('link.online', 'link.offline', 'M336 54H400', 'down', [368, 47]),
    edge('link.offline', 'link.online', 'M400 74H336', 'up', [368, 91]),
    edge('link.unknown', 'link.offline', 'M84 88V106H468V88', 'down', [276, 102]),
    edge('work.idle', 'work.occupied', 'M144 180H208', 'admit', [176, 173]),
    edge('work.occupied', 'work.idle', 'M208 202H144', 'settled', [176, 219]),
    edge('work.occupied', 'work.quarantined', 'M336 180H400', 'unknown', [368, 173]),
    edge('work.quarantined', 'work.occupied', 'M400 202H336', 'one runs', [368, 219]),
    edge('work.quarantined', 'work.idle', 'M468 216V240H84V216', 'settled', [276, 236]),
    edge('work.idle', 'work.quarantined', 'M132 164V152H468V164', 'recovered', [302, 148]),
  ],
};

/** The same for a phone, 358 x 250: two rows of chips. */
export const narrowTerminalChart: Chart = {
  machine: 'terminal',
  form: 'narrow',
  width: 358,
  height: 250,
  regions: [
    { title: 'link: what the traffic proved last', x: 4, y: 6, w: 350, h: 112 },
    { title: 'work: one at a time', x: 4, y: 128, w: 350, h: 116 },
  ],
  boxes: [
    box('link.unknown', 'no contact', 12, 40, 88),
    box('link.online', 'answers', 132, 40, 84),
    box('link.offline', 'not reached', 248, 40, 98),
    box('work.idle', 'free', 12, 164, 72),
    box('work.occupied', 'one runs', 112, 164, 96),
    box('work.quarantined', 'one is unknown', 236, 164, 112),
  ],
  edges: [
    edge('link.unknown', 'link.online', 'M100 66H132', '', [116, 36]),
    edge('link.online', 'link.offline', 'M216 58H248', '', [232, 36]),
    edge('link.offline', 'link.online', 'M248 76H216', '', [232, 108]),
    edge('link.unknown', 'link.offline', 'M56 92V110H297V92', '', [120, 106]),
    edge('work.idle', 'work.occupied', 'M84 180H112', '', [98, 230]),
    edge('work.occupied', 'work.idle', 'M112 202H84', '', [98, 230]),
    edge('work.occupied', 'work.quarantined', 'M208 180H236', '', [222, 230]),
    edge('work.quarantined', 'work.occupied', 'M236 202H208', '', [222, 230]),
    edge('work.quarantined', 'work.idle', 'M292 216V236H48V216', '', [150, 232]),
    edge('work.idle', 'work.quarantined', 'M48 164V152H292V164', '', [170, 148]),
  ],
};

function box(state: string, note: string, x: number, y: number, w: number): ChartBox {
  return { state, title: state.replace(/^\w+\./, ''), note: [note], x, y, w, h: 52, pad: w < 116 ? 8 : 14 };
}

function edge(from: string, to: string, path: string, text: string, at: readonly [number, number]): ChartEdge {
  return { id: `${from}-${to}`, from: [from], to, points: cornersOf(path), label: { text, at, anchor: 'middle' } };
}

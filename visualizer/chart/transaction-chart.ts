import type { Chart, ChartEdge } from './chart.types.ts';
import { cornersOf } from './corners.ts';

type Lines = Omit<ChartEdge, 'points' | 'label'>;

/** What leads where: the same arrows on every chart of the machine. */
const ANSWER_LOST = ['link.lost', 'poi.undecided', 'poi.unclear', 'timer.response', 'host.restarted'] as const;
const LINES = {
  written: { id: 'written', from: ['sending'], to: 'awaiting' },
  otherKey: { id: 'otherKey', from: ['awaiting'], to: 'sending', events: ['poi.rejected'] },
  sendingLost: { id: 'sendingLost', from: ['sending'], to: 'timedOut', events: ANSWER_LOST },
  awaitingLost: { id: 'awaitingLost', from: ['awaiting'], to: 'timedOut', events: [...ANSWER_LOST, 'poi.rejected'] },
  checkingLost: { id: 'checkingLost', from: ['awaiting'], to: 'statusChecking' },
  checkDue: { id: 'checkDue', from: ['timedOut'], to: 'statusChecking' },
  noVerdict: { id: 'noVerdict', from: ['statusChecking'], to: 'timedOut.retrying' },
  usedUp: { id: 'usedUp', from: ['statusChecking'], to: 'timedOut.stalled' },
  restart: { id: 'restart', from: ['timedOut'], to: 'timedOut.retrying', events: ['host.restarted'] },
  unsent: { id: 'unsent', from: ['sending'], to: 'settled', events: ['intent.stored', 'host.restarted'] },
  proof: {
    id: 'proof',
    from: ['statusChecking'],
    to: 'settled',
    events: ['poi.notFound', 'poi.unclear', 'sale.override'],
  },
  override: { id: 'override', from: ['timedOut'], to: 'settled', events: ['sale.override'] },
  /** Last: what has an arrow of its own is not one of these. A check beside the awaited request may say the same again. */
  verdict: {
    id: 'verdict',
    from: ['sending', 'awaiting', 'timedOut', 'statusChecking'],
    to: 'settled',
    events: ['poi.answered', 'poi.rejected', 'link.notSent', 'poi.unclear'],
  },
} as const satisfies Readonly<Record<string, Lines>>;

/** The transaction machine, 868 x 392: time runs to the right, doubt goes down. */
export const transactionChart: Chart = {
  machine: 'transaction',
  form: 'wide',
  width: 868,
  height: 392,
  regions: [{ title: 'not settled', x: 8, y: 12, w: 696, h: 368 }],
  start: {
    at: [24, 84],
    points: [
      [28, 84],
      [40, 84],
    ],
  },
  pill: { text: 'from any state', x: 560, y: 68, w: 128, h: 32 },
  boxes: [
    { state: 'sending', title: 'sending', note: ['intent is stored'], x: 40, y: 56, w: 112, h: 56 },
    { state: 'awaiting', title: 'awaiting', note: ['shopper is busy'], x: 264, y: 56, w: 120, h: 56 },
    {
      state: 'timedOut',
      title: 'timedOut',
      note: ['no trusted answer'],
      x: 176,
      y: 196,
      w: 240,
      h: 160,
      form: 'frame',
    },
    {
      state: 'timedOut.retrying',
      title: 'retrying',
      note: ['the next check is due in seconds'],
      x: 192,
      y: 232,
      w: 208,
      h: 52,
    },
    {
      state: 'timedOut.stalled',
      title: 'stalled',
      note: ['staff must look; asks on, slowly'],
      x: 192,
      y: 294,
      w: 208,
      h: 52,
    },
    {
      state: 'statusChecking',
      title: 'statusChecking',
      note: ['the terminal is asked', 'what became of it'],
      x: 540,
      y: 196,
      w: 148,
      h: 160,
    },
    {
      state: 'settled',
      title: 'settled',
      note: ['the truth is known'],
      x: 732,
      y: 56,
      w: 128,
      h: 292,
      form: 'outcomes',
    },
  ],
  edges: [
    edge(LINES.written, 'M152 84H264', 'link.written', [208, 76]),
    edge(LINES.otherKey, 'M264 100H152', 'other key', [208, 114]),
    edge(LINES.sendingLost, 'M88 112V324H176', 'answer lost · 5', [98, 158], 'start'),
    edge(LINES.awaitingLost, 'M324 112V196', 'answer lost · 6', [334, 172], 'start'),
    edge(LINES.checkingLost, 'M360 112V130H614V196', 'lost while asked · 5', [486, 123]),
    edge(LINES.checkDue, 'M416 216H540', 'check due · 3', [478, 208]),
    edge(LINES.noVerdict, 'M540 258H400', 'no verdict · 5', [478, 250]),
    edge(LINES.usedUp, 'M540 320H400', 'used up · 4', [478, 312]),
    edge(LINES.restart, 'M176 244H156V268H192', 'restart', [150, 260], 'end'),
    edge(LINES.unsent, 'M120 56V38H776V56', 'not sent · 2', [436, 31]),
    edge(LINES.proof, 'M688 296H732', 'proof', [710, 288], 'middle', { at: [680, 290], anchor: 'end' }),
    edge(LINES.override, 'M304 356V370H796V348', 'sale.override', [490, 366]),
    edge(LINES.verdict, 'M688 78H732', 'answered · rejected · not sent', [688, 60], 'end'),
  ],
};

/** The same for a phone, 358 x 432: time runs down. What joins the line from any state there is distinguished by its label. */
export const narrowTransactionChart: Chart = {
  machine: 'transaction',
  form: 'narrow',
  width: 358,
  height: 432,
  regions: [],
  boxes: [
    { state: 'sending', title: 'sending', note: ['intent is stored'], x: 12, y: 20, w: 136, h: 48 },
    { state: 'awaiting', title: 'awaiting', note: ['shopper is busy'], x: 190, y: 20, w: 120, h: 48 },
    {
      state: 'timedOut',
      title: 'timedOut',
      note: ['no trusted answer'],
      x: 12,
      y: 108,
      w: 298,
      h: 152,
      form: 'frame',
    },
    {
      state: 'timedOut.retrying',
      title: 'retrying',
      note: ['the next check is due in seconds'],
      x: 24,
      y: 144,
      w: 274,
      h: 50,
    },
    {
      state: 'timedOut.stalled',
      title: 'stalled',
      note: ['staff must look; asks on, slowly'],
      x: 24,
      y: 202,
      w: 274,
      h: 50,
    },
    {
      state: 'statusChecking',
      title: 'statusChecking',
      note: ['the terminal is asked what became of it'],
      x: 12,
      y: 292,
      w: 298,
      h: 48,
    },
    { state: 'settled', title: 'settled', note: ['the truth is known'], x: 12, y: 372, w: 334, h: 48 },
  ],
  edges: [
    edge(LINES.written, 'M148 44H190', '', [169, 14]),
    edge(LINES.otherKey, 'M190 58H148', '', [169, 84]),
    edge(LINES.sendingLost, 'M60 68V108', '', [66, 92], 'start'),
    edge(LINES.awaitingLost, 'M250 68V108', '', [244, 92], 'end'),
    edge(LINES.checkingLost, 'M310 56H322V316H310', '', [300, 92], 'end'),
    edge(LINES.checkDue, 'M60 260V292', '', [66, 281], 'start'),
    edge(LINES.noVerdict, 'M160 292V260', '', [166, 281], 'start'),
    edge(LINES.usedUp, 'M250 292V260', '', [256, 281], 'start'),
    edge(LINES.restart, 'M12 132H4V168H24', '', [150, 92]),
    edge(LINES.proof, 'M160 340V372', '', [166, 361], 'start'),
    edge(
      { ...LINES.verdict, events: [...LINES.verdict.events, 'intent.stored', 'host.restarted', 'sale.override'] },
      'M310 36H334V372',
      '',
      [324, 361],
      'end',
    ),
  ],
};

function edge(
  lines: Lines,
  path: string,
  text: string,
  at: readonly [number, number],
  anchor: ChartEdge['label']['anchor'] = 'middle',
  last?: ChartEdge['label']['last'],
): ChartEdge {
  return { ...lines, points: cornersOf(path), label: { text, at, anchor, ...(last !== undefined && { last }) } };
}

import type { MachineStep, ScreenEntry, WireEntry } from '../../machines/inspection/feed.types.ts';
import type { Recording } from '../../machines/inspection/recording.types.ts';
import { amountOf, duration, size } from './format.ts';

/** The lanes, from left to right. */
export type Lane = 0 | 1 | 2;

/** One line between till, engine and terminal. */
export interface SequenceRow {
  /** `stored`: a record of the journal. `cut`: what was lost on the way. */
  readonly form: 'arrow' | 'stored' | 'cut' | 'silence';
  readonly at: number;
  /** The step of the transaction that it belongs to: what is later than the moment is drawn as future. */
  readonly step: number;
  readonly from: Lane;
  readonly to: Lane;
  readonly text: string;
  /** Size, duration, verification. */
  readonly note: string;
}

/** Longer silence is a line of its own. */
const SILENCE_MS = 1000;

type Item = { readonly at: number; readonly step: number } & (
  { readonly move: MachineStep } | { readonly wire: WireEntry | ScreenEntry }
);

/** The messages and records of a transaction in their order. */
export function sequenceOf(recording: Recording): SequenceRow[] {
  const { steps, wire = [] } = recording;
  const since = observedSince(recording);
  const rows = merged(steps, wire).flatMap((item) =>
    'move' in item
      ? rowsOfStep(recording, item.move, item.step, item.move.at >= since)
      : [rowOfWire(item.wire, item.step)],
  );
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    const ms = before === undefined ? 0 : row.at - before.at;
    if (ms <= SILENCE_MS) return [row];
    const silence = { form: 'silence', at: row.at, from: 1, to: 1, note: '', step: row.step } as const;
    return [{ ...silence, text: `${duration(ms)} without an event` }, row];
  });
}

/** From when on messages were observed: an engine that was started again knows none of those before. */
function observedSince({ steps, wire = [] }: Recording): number {
  const first = wire.find(({ k }) => k === 'wire');
  if (first === undefined) return Infinity;
  return steps.findLast(({ ev, at }) => ev === 'host.restarted' && at <= first.at)?.at ?? -Infinity;
}

/** An answer comes before the event that it becomes, and a request after the one that commands it. */
function merged(steps: readonly MachineStep[], wire: readonly (WireEntry | ScreenEntry)[]): Item[] {
  const items: Item[] = [];
  let next = 0;
  const take = (isDue: (entry: WireEntry | ScreenEntry) => boolean, step: number) => {
    for (let entry = wire[next]; entry !== undefined && isDue(entry); entry = wire[next]) {
      items.push({ at: entry.at, step, wire: entry });
      next += 1;
    }
  };
  for (const [index, move] of steps.entries()) {
    const isOfMessage = /^(poi|link|status)\./.test(move.ev);
    take(
      ({ at }) => at < move.at || (at === move.at && isOfMessage),
      index === 0 ? 0 : isOfMessage ? index : index - 1,
    );
    items.push({ at: move.at, step: index, move });
  }
  take(() => true, steps.length - 1);
  return items;
}

function rowOfWire(entry: WireEntry | ScreenEntry, step: number): SequenceRow {
  if (entry.k === 'screen') {
    const text = `displays: ${entry.event.toLowerCase().replaceAll('_', ' ')}`;
    return { form: 'arrow', at: entry.at, step, from: 2, to: 1, text, note: '' };
  }
  const { dir, cat, sid, bytes, ms, ok, at } = entry;
  const note = [
    bytes === undefined ? '' : size(bytes),
    ms === undefined ? '' : `${ms} ms`,
    ok.startsWith('ERR_') ? '' : ok,
  ];
  const base = { at, step, note: note.filter((part) => part !== '').join(' · ') };
  if (dir === 'out') return { ...base, form: 'arrow', from: 1, to: 2, text: `${cat} ${sid}` };
  if (bytes === undefined) return { ...base, form: 'cut', from: 2, to: 1, text: `no answer · ${ok}` };
  const isBad = ok.startsWith('ERR_');
  return {
    ...base,
    form: isBad ? 'cut' : 'arrow',
    from: 2,
    to: 1,
    text: isBad ? `answer · ${ok}` : `answer to ${cat}`,
  };
}

function rowsOfStep({ head, steps }: Recording, move: MachineStep, step: number, hasWire: boolean): SequenceRow[] {
  const { at, ev, d } = move;
  const base = { at, step, note: '' } as const;
  const stored: SequenceRow = { ...base, form: 'stored', from: 1, to: 1, text: ev, note: '' };
  if (ev === 'opened') {
    const verb = { payment: 'pay', refund: 'refund', request: String(d['category'] ?? 'request') }[head.kind];
    const wanted = `${verb} ${amountOf(head)}`.trim();
    return [{ ...base, form: 'arrow', from: 0, to: 1, text: wanted }, stored];
  }
  const before: SequenceRow[] = [];
  if (ev.startsWith('sale.')) before.push({ ...base, form: 'arrow', from: 0, to: 1, text: ev.slice(5) });
  if (!hasWire) before.push(...guessedAnswer(move, base));
  const sent = hasWire ? [] : move.cmds.flatMap((command) => guessedRequest(command, move, steps, base));
  const outcome =
    move.to === 'settled' && move.from !== 'settled' ? String(move.ctx['outcome'] ?? 'settled') : undefined;
  const learnt = move.ctx['recovered'] === true ? ', learnt by asking' : '';
  const reported: SequenceRow[] =
    outcome === undefined ? [] : [{ ...base, form: 'arrow', from: 1, to: 0, text: `${outcome}${learnt}` }];
  return [...before, stored, ...sent, ...reported];
}

type Base = Pick<SequenceRow, 'at' | 'step' | 'note'>;

/** A journal has no messages, but what came in says that one did. */
function guessedAnswer({ ev, d }: MachineStep, base: Base): SequenceRow[] {
  const fault = typeof d['failure'] === 'string' ? d['failure'] : undefined;
  if (ev === 'poi.answered')
    return [{ ...base, form: 'arrow', from: 2, to: 1, text: `answer: ${String(d['kind'])}`, note: 'verified' }];
  if (fault !== undefined && ev !== 'link.notSent') return [{ ...base, form: 'cut', from: 2, to: 1, text: fault }];
  if (ev === 'poi.inProgress') return [{ ...base, form: 'arrow', from: 2, to: 1, text: 'answer: in progress' }];
  return ev === 'poi.notFound' ? [{ ...base, form: 'arrow', from: 2, to: 1, text: 'answer: not found' }] : [];
}

function guessedRequest(command: string, _move: MachineStep, steps: readonly MachineStep[], base: Base): SequenceRow[] {
  const opened = steps[0]?.d ?? {};
  const names: Readonly<Record<string, string>> = {
    transmit: `${String(opened['category'] ?? 'request')} ${String(opened['serviceId'] ?? '')}`,
    askStatus: 'TransactionStatus',
    transmitAbort: 'Abort',
  };
  const text = names[command];
  return text === undefined ? [] : [{ ...base, form: 'arrow', from: 1, to: 2, text }];
}

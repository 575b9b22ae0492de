import { describe, expect, it } from 'vitest';
import type { MachineStep, Recording, WireEntry } from '../../../machines/index.ts';
import { sequenceOf } from '../../../visualizer/view/sequence.ts';

const step = (at: number, ev: string, cmds: readonly string[] = [], d = {}): MachineStep => ({
  k: 'step',
  at,
  up: at,
  m: 'transaction',
  id: 'a',
  poi: 'V400m-1',
  ev,
  d,
  from: 'awaiting',
  to: 'awaiting',
  guards: {},
  cmds,
  ctx: {},
});

const message = (at: number, dir: 'in' | 'out', cat: string): WireEntry => ({
  k: 'wire',
  at,
  poi: 'V400m-1',
  dir,
  cat,
  sid: 'S1',
  ok: dir === 'out' ? 'sealed' : 'verified',
  ...(dir === 'in' && { bytes: 1000, ms: 5 }),
});

const recording = (steps: readonly MachineStep[], wire: readonly WireEntry[]): Recording => ({
  head: {
    id: 'a',
    poi: 'V400m-1',
    sid: 'S1',
    ref: 'ORDER-1',
    kind: 'payment',
    state: 'awaiting',
    tags: [],
    charged: 'unknown',
    at: 0,
  },
  limits: { fastChecksMax: 3, responseTimeoutMs: 1000 },
  steps,
  moments: [],
  wire,
});

const opened = step(0, 'opened', [], { category: 'Payment', serviceId: 'S1' });
const stored = step(10, 'intent.stored', ['transmit']);
const lost = step(20, 'link.lost', [], { failure: 'ERR_LINK_RESET' });
const restarted = step(500, 'host.restarted');
const asks = step(600, 'timer.check', ['askStatus']);
const answered = step(700, 'poi.answered', [], { kind: 'approved' });

const texts = (...given: Parameters<typeof recording>) => sequenceOf(recording(...given)).map(({ text }) => text);

describe('the messages of a transaction', () => {
  it('are those that were observed, each once', () => {
    const wire = [message(12, 'out', 'Payment'), message(690, 'in', 'Payment')];
    const all = texts([opened, stored, answered], wire);
    expect(all.filter((text) => text.startsWith('Payment'))).toEqual(['Payment S1']);
    expect(all.filter((text) => text.startsWith('answer'))).toEqual(['answer to Payment']);
  });

  it('are drawn as they must have been before an engine that was killed started again, and as they were observed after it', () => {
    const wire = [message(610, 'out', 'TransactionStatus'), message(690, 'in', 'TransactionStatus')];
    expect(texts([opened, stored, lost, restarted, asks, answered], wire)).toEqual([
      'pay',
      'opened',
      'intent.stored',
      'Payment S1',
      'ERR_LINK_RESET',
      'link.lost',
      'host.restarted',
      'timer.check',
      'TransactionStatus S1',
      'answer to TransactionStatus',
      'poi.answered',
    ]);
  });
});

import { expect, it } from 'vitest';
import type { InspectEntry, MachineStep, WireEntry } from '../../../machines/index.ts';
import { Spans } from '../../../opentelemetry/spans.ts';
import { telemetryInMemory } from '../../support/telemetry.ts';

const AT = Date.UTC(2026, 4, 4, 10);
const POIID = 'V400m-324688179';

function watched(isOpen: (id: string) => boolean = () => true) {
  const { tracerProvider, spans } = telemetryInMemory();
  return { made: new Spans(tracerProvider.getTracer('test'), isOpen), spans };
}

const step = (id: string, over: Partial<MachineStep> = {}): InspectEntry => ({
  k: 'step',
  n: 1,
  at: AT,
  up: 1,
  m: 'transaction',
  id,
  poi: POIID,
  ev: 'opened',
  d: { kind: 'payment', serviceId: `S-${id}` },
  from: 'sending',
  to: 'sending',
  guards: {},
  cmds: [],
  ctx: {},
  ...over,
});
const answer = (over: Partial<WireEntry> = {}): InspectEntry => ({
  k: 'wire',
  n: 2,
  at: AT + 500,
  poi: POIID,
  dir: 'in',
  cat: 'Abort',
  sid: 'ABORT1',
  ok: 'empty',
  ...over,
});

it('a span whose end was missed ends when entries are missing, and one that is still open does not', () => {
  const { made, spans } = watched((id) => id === 'open');
  made.take(step('open'));
  made.take(step('gone'));
  made.take({ k: 'gap', n: 9, missed: 3 });
  expect(spans().map(({ attributes }) => attributes['tenderline.transaction.id'])).toEqual(['gone']);
});

it('an Abort that is answered after the settlement is below its transaction all the same', () => {
  const { made, spans } = watched();
  made.take(step('a'));
  made.take(step('a', { ev: 'poi.answered', to: 'settled', ctx: { outcome: 'cancelled', charged: 'no' } }));
  made.take(answer({ about: 'S-a', ms: 120 }));
  const [payment, abort] = spans();
  expect(abort?.parentSpanContext?.spanId).toBe(payment?.spanContext().spanId);
  expect(abort?.startTime).toEqual([AT / 1000, 380_000_000]);
  expect(abort?.endTime).toEqual([AT / 1000, 500_000_000]);
});

it('a payment that could not be processed is an error, one that is declined is none', () => {
  const { made, spans } = watched();
  for (const outcome of ['declined', 'notProcessed']) {
    made.take(step(outcome));
    made.take(
      step(outcome, { ev: 'end', to: 'settled', ctx: { outcome, charged: 'no', failure: 'ERR_LINK_REFUSED' } }),
    );
  }
  expect(spans().map(({ status }) => status.code)).toEqual([0, 2]);
  expect(spans()[1]?.attributes['tenderline.fault']).toBe('ERR_LINK_REFUSED');
});

it('steps of a terminal, and of a transaction that nothing is known of, make no span', () => {
  const { made, spans } = watched();
  made.take(step('a', { m: 'terminal' }));
  made.take(step('b', { ev: 'timer.check', to: 'settled' }));
  made.take(answer({ dir: 'out', ok: 'sealed' }));
  made.close();
  expect(spans()).toEqual([]);
});

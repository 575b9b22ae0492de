import { describe, expect, it } from 'vitest';
import type { Engine, Stream } from '../../../index.ts';
import { settle } from '../../support/clock.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';

/** Every stream that is public. */
const STREAMS: readonly [string, (engine: Engine) => Stream<unknown>][] = [
  ['engine.unresolved$', (engine) => engine.unresolved$],
  ['engine.transactions$', (engine) => engine.transactions$],
  ['engine.health$', (engine) => engine.health$],
  ['engine.alerts$', (engine) => engine.alerts$],
  ['engine.display$', (engine) => engine.display$],
  ['engine.events$', (engine) => engine.events$],
  ['terminal.state$', (engine) => engine.terminal(POIID).state$],
  ['transaction.state$', (engine) => engine.pay(order()).state$],
  ['transaction.display$', (engine) => engine.pay(order()).display$],
];

async function read<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe('for await', () => {
  it.each(STREAMS)('over %s ends when the engine closes', async (_, streamOf) => {
    const { engine, end } = await createTestEngine(() => never);
    const reading = read(streamOf(engine));
    await settle();
    await end();
    expect(await reading).toBeInstanceOf(Array);
  });

  it.each(STREAMS)('over %s ends by a signal, and the engine goes on', async (_, streamOf) => {
    const { engine } = await createTestEngine();
    const ending = new AbortController();
    const reading = read(streamOf(engine).values({ signal: ending.signal }));
    await settle();
    ending.abort(new Error('enough'));
    await reading.catch(() => {}); // that of a transaction ended by itself
    expect(await engine.pay(order({ reference: 'ORDER-2', queue: true })).settled()).toMatchObject({
      kind: 'approved',
    });
  });

  it('over a payment reads every state, from the present one to the settled one', async () => {
    const { engine } = await createTestEngine();
    const payment = engine.pay(order());
    const subscribed: string[] = [];
    payment.state$.subscribe(({ state }) => subscribed.push(state));
    const states = (await read(payment)).map(({ state }) => state);
    expect(states).toEqual(['sending', 'awaiting', 'settled']);
    expect(subscribed).toEqual(states);
  });

  it('over a payment that is settled reads that one state, and ends', async () => {
    const { engine } = await createTestEngine();
    const payment = engine.pay(order());
    await payment.settled();
    expect(await read(payment)).toMatchObject([{ state: 'settled' }]);
  });

  it('over a payment that is left leaves the payment alone', async () => {
    const { engine, terminal } = await createTestEngine();
    const payment = engine.pay(order());
    for await (const { state } of payment) if (state === 'sending') break;
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Abort')).toBe(0);
  });

  it('that is slow never brakes the engine: a hundred payments settle while their reader does not read', async () => {
    const { engine } = await createTestEngine();
    const reader = engine.transactions$[Symbol.asyncIterator]();
    for (let number = 0; number < 100; number += 1) {
      await engine.pay(order({ reference: `ORDER-${number}` })).settled();
    }
    let settled = 0;
    for (let count = 0; count < 300; count += 1) {
      const { value } = await reader.next();
      if (value?.state === 'settled') settled += 1;
    }
    expect(settled).toBe(100);
  });

  it('keeps ten thousand states of one payment for a reader that is slow: a day of checks', async () => {
    const { engine, clock } = await createTestEngine(({ category }) =>
      category === 'Payment' ? { kind: 'answered', status: 503, body: new Uint8Array() } : never,
    );
    const payment = engine.pay(order());
    const reader = payment[Symbol.asyncIterator]();
    await settle();
    let states = 0;
    payment.state$.subscribe(() => (states += 1));
    for (let minute = 0; minute < 1000; minute += 1) {
      await clock.step(60_000);
    }
    expect(states).toBeGreaterThan(1000);
    expect((await reader.next()).value?.state).toBe('sending');
  });
});

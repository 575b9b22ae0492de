import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { systemRandom } from '../../../../adapters/system-random.ts';
import type { Engine, EngineOptions, Logger } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { http, never, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { APPROVAL } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

const fail = (): never => {
  throw new Error('thrown by an injected part');
};

/** The answer to each payment is lost, and what a status check brings says nothing of it. */
const losesAnswers: Behaviour = (asked) => (asked.category === 'Payment' ? http(503, '') : asked.answer(APPROVAL));

const throwingLogger: Logger = {
  child: () => throwingLogger,
  trace: fail,
  debug: fail,
  info: fail,
  warn: fail,
  error: fail,
};

/** Every stream that the engine gives out. A new one is missing here until it is added: the second test sees to that. */
const STREAMS: Readonly<Record<string, (engine: Engine) => { subscribe(next: () => void): unknown }>> = {
  'engine.unresolved$': (engine) => engine.unresolved$,
  'engine.transactions$': (engine) => engine.transactions$,
  'engine.health$': (engine) => engine.health$,
  'engine.inspect$': (engine) => engine.inspect$,
  'engine.alerts$': (engine) => engine.alerts$,
  'engine.display$': (engine) => engine.display$,
  'engine.events$': (engine) => engine.events$,
  'transaction.state$': (engine) => engine.pay(order({ id: 'watched' })).state$,
  'transaction.display$': (engine) => engine.pay(order({ id: 'watched' })).display$,
  'terminal.state$': (engine) => engine.terminal(POIID).state$,
};

describe('a subscriber that throws', () => {
  it.each(Object.entries(STREAMS))('(of %s) does not end a payment or the process', async (_, stream) => {
    const { engine } = await createTestEngine();
    stream(engine).subscribe(fail);
    const payment = engine.pay(order({ id: 'watched' }));
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
  });

  it('is looked for at every stream there is', async () => {
    const { engine } = await createTestEngine();
    const payment = engine.pay(order());
    const owners = { engine, transaction: payment, terminal: engine.terminal(POIID) };
    const found = Object.entries(owners).flatMap(([owner, value]) =>
      [...Object.keys(value), ...Object.getOwnPropertyNames(Object.getPrototypeOf(value))]
        .filter((name) => name.endsWith('$'))
        .map((name) => `${owner}.${name}`),
    );
    expect([...new Set(found)].toSorted()).toEqual(Object.keys(STREAMS).toSorted());
  });
});

describe('a stream', () => {
  it('can be read with for await, from the current value to its end', async () => {
    const { engine } = await createTestEngine();
    const states: string[] = [];
    for await (const { state } of engine.pay(order()).state$) states.push(state);
    expect(states[0]).toBe('sending');
    expect(states.at(-1)).toBe('settled');
  });

  it('that is left in the middle keeps nothing subscribed', async () => {
    const { engine } = await createTestEngine(() => never);
    for await (const { state } of engine.pay(order()).state$) if (state === 'awaiting') break;
    expect(engine.unresolved()).toEqual([]);
  });
});

describe('an injected part that throws', () => {
  it.each<[string, Partial<EngineOptions>]>([
    ['the logger', { logger: throwingLogger }],
    ['a logger that cannot make a child', { logger: { ...throwingLogger, child: fail } }],
  ])('(%s) does not strand a payment', async (_, options) => {
    const { engine, terminal, clock } = await createTestEngine(losesAnswers, options);
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
    await clock.step(10_000, 500);
    expect(terminal.count('Payment')).toBe(1);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(0);
  });

  it('(chance, at a status check) leaves the payment unknown, and it is asked about again', async () => {
    let works = true;
    const random = { bytes: (length: number) => (works ? systemRandom.bytes(length) : fail()) };
    const { engine, terminal, clock } = await createTestEngine(losesAnswers, { parts: { random } });
    const payment = engine.pay(order());
    await settle();
    works = false;
    await clock.step(5000, 500);
    expect(payment.state.tags).toContain('outcomeUnknown');
    works = true;
    await clock.step(10_000, 500);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(0);
  });

  it('(the clock of a payment that is about to start) ends that payment as not processed, and frees its terminal', async () => {
    const { engine, terminal, clock } = await createTestEngine();
    const realNow = Object.getOwnPropertyDescriptor(clock, 'now') ?? {};
    const payment = engine.pay(order({ id: 'first' }));
    clock.now = fail;
    await settle();
    Object.defineProperty(clock, 'now', realNow);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_INTERNAL_UNSENT' } });
    expect(terminal.received).toEqual([]);
    expect(await engine.pay(order({ id: 'second' })).settled()).toMatchObject({ kind: 'approved' });
  });

  it('(the transport, at once) leaves it unknown whether the request left', async () => {
    const { engine } = await createTestEngine(undefined, {
      parts: { transport: () => ({ post: fail, close: () => Promise.resolve() }) },
    });
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it.each([undefined, {}, { kind: 'failed' }, { kind: 'answered', status: 200 }])(
    '(the transport, which ends a request with %j, that is no result) leaves it unknown whether the request left',
    async (nothing) => {
      const { engine } = await createTestEngine(undefined, {
        parts: { transport: () => ({ post: () => Promise.resolve(nothing as never), close: () => Promise.resolve() }) },
      });
      const payment = engine.pay(order());
      await settle();
      expect(payment.state.tags).toContain('outcomeUnknown');
    },
  );

  it('(the journal, at once instead of by rejecting) ends the payment as not processed', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { journal: { ...memoryJournal(), append: fail } });
    expect(await engine.pay(order()).settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_JOURNAL' },
    });
    expect(terminal.received).toEqual([]);
  });
});

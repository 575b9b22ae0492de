import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { settle, steppedClock, type SteppedClock } from '../../../support/clock.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';

const aborted = () => AbortSignal.abort(new Error('the till closes'));

describe('a wait for an outcome', () => {
  it('ends by its signal with unresolved, as when the time is over, and never the payment', async () => {
    const { engine, terminal } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    const ending = new AbortController();
    const waiting = payment.outcome(Infinity, { signal: ending.signal });
    await settle();
    ending.abort();
    expect(await waiting).toEqual({ kind: 'unresolved', charged: 'unknown', state: 'awaiting' });
    await settle();
    expect(terminal.count('Abort')).toBe(0);
    expect(payment.state).toMatchObject({ state: 'awaiting', abortRequested: false });
  });

  it('shares one listener of a signal with ten thousand others, of which Node.js warns of no leak, and leaves none', async () => {
    const { engine } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    const { signal } = new AbortController();
    const listeners = () => getEventListeners(signal, 'abort').length;
    const waits = Array.from({ length: 10_000 }, () => payment.settled({ signal }));
    const reading = payment.state$.values({ signal });
    const shown = engine.terminal(order().poiid).display({ lines: ['Welcome'] }, { signal });
    expect(listeners()).toBe(1);
    const ended = Promise.allSettled(waits);
    await reading.return?.();
    await engine.close();
    await Promise.allSettled([ended, shown]);
    expect(listeners()).toBe(0);
  });

  it('all end when a signal is aborted that they share, also after another of them has ended', async () => {
    const { engine } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    const ending = new AbortController();
    const { signal } = ending;
    await payment.state$.values({ signal }).return?.();
    const waits = [payment.outcome(Infinity, { signal }), payment.settled({ signal }).catch(() => 'left')];
    ending.abort();
    expect(await Promise.all(waits)).toMatchObject([{ kind: 'unresolved' }, 'left']);
  });

  it.each([null, 5, 'now'])('refuses %j as its options with an InputError', async (options) => {
    const { engine } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    const given = options as never;
    const refusal = { code: 'ERR_INPUT_SIGNAL', path: 'options' };
    await expect(payment.settled(given)).rejects.toMatchObject(refusal);
    await expect(payment.outcome(5, given)).rejects.toMatchObject(refusal);
    await expect(engine.terminal(order().poiid).logout(given)).rejects.toMatchObject(refusal);
    await expect(engine.terminal(order().poiid).diagnose(given)).rejects.toMatchObject({ name: 'InputError' });
    expect(() => payment.state$.values(given)).toThrow(expect.objectContaining(refusal));
  });

  it('leaves no timer behind when its signal ends it', async () => {
    const armed = new Set<unknown>();
    const clock = steppedClock();
    const counting: SteppedClock = {
      ...clock,
      setTimeout(fn: () => void, ms: number) {
        const timer = clock.setTimeout(fn, ms);
        armed.add(timer);
        return timer;
      },
      clearTimeout(timer: unknown) {
        armed.delete(timer);
        clock.clearTimeout(timer);
      },
    };
    const { engine } = await createTestEngine(() => never, {}, counting);
    const payment = engine.pay(order());
    await settle();
    const before = armed.size;
    const ending = new AbortController();
    const waiting = payment.outcome(1000, { signal: ending.signal });
    expect(armed.size).toBe(before + 1);
    ending.abort();
    await waiting;
    expect(armed.size).toBe(before);
  });

  it('that is known is given, whatever the signal says: an aborted wait never hides it', async () => {
    const { engine } = await createTestEngine();
    const payment = engine.pay(order());
    await payment.settled();
    expect(await payment.outcome(0, { signal: aborted() })).toMatchObject({ kind: 'approved' });
    expect(await payment.settled({ signal: aborted() })).toMatchObject({ kind: 'approved' });
  });

  it('with settled() rejects with the reason of its signal, and the payment goes on', async () => {
    const { engine, clock } = await createTestEngine(({ category }) =>
      category === 'Payment' ? never : { kind: 'answered', status: 503, body: new Uint8Array() },
    );
    const payment = engine.pay(order());
    await expect(payment.settled({ signal: aborted() })).rejects.toThrow('the till closes');
    const ending = new AbortController();
    const waiting = payment.settled({ signal: ending.signal });
    await settle();
    ending.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await clock.step(150_000);
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it.each(['now', {}, null])('refuses a signal that is none: %s', async (signal) => {
    const { engine } = await createTestEngine();
    const payment = engine.pay(order());
    const options = { signal: signal as unknown as AbortSignal };
    await expect(payment.settled(options)).rejects.toMatchObject({ code: 'ERR_INPUT_SIGNAL' });
    await expect(payment.outcome(1, options)).rejects.toMatchObject({ code: 'ERR_INPUT_SIGNAL' });
  });
});

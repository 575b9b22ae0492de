import { describe, expect, it } from 'vitest';
import { settle } from '../../../../support/clock.ts';
import { never } from '../../../../support/terminal/sealed-terminal.ts';
import { heldTerminal, losesAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../../support/test-engine.ts';

describe('one transaction at a time', () => {
  it('refuses a second payment with the one that runs, and sends nothing of it', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await createTestEngine(behave);
    const first = engine.pay(order());
    await settle();
    const second = engine.pay(order({ id: 'second' }));
    expect(await second.settled()).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_TERMINAL_OCCUPIED', message: expect.stringContaining(first.id) as unknown },
    });
    expect(terminal.count('Payment')).toBe(1);
    await answerNext();
    expect(await first.settled()).toMatchObject({ kind: 'approved' });
    // The refused one was never stored: its id is still free.
    const again = engine.pay(order({ id: 'second' }));
    await settle();
    await answerNext();
    expect(await again.settled()).toMatchObject({ kind: 'approved' });
  });

  it('sends who waits in line when the terminal is free, in order', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await createTestEngine(behave);
    const payments = ['a', 'b', 'c'].map((id) => engine.pay(order({ id, queue: true, reference: id })));
    await settle();
    expect(payments.map(({ state }) => state.state)).toEqual(['awaiting', 'queued', 'queued']);
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'occupied', running: 'a', waiting: ['b', 'c'] });
    for (const sent of [1, 2, 3]) {
      expect(terminal.count('Payment')).toBe(sent);
      await answerNext();
    }
    expect(await Promise.all(payments.map((payment) => payment.settled()))).toMatchObject([
      { kind: 'approved' },
      { kind: 'approved' },
      { kind: 'approved' },
    ]);
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it('lets as many wait as the limit says', async () => {
    const { engine } = await createTestEngine(() => never, { limits: { queueMax: 1 } });
    engine.pay(order());
    engine.pay(order({ queue: true }));
    const third = engine.pay(order({ queue: true }));
    expect(await third.settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUEUE_FULL' } });
  });

  it('is a rule for each terminal by itself', async () => {
    const { engine, terminal } = await createTestEngine(() => never);
    engine.pay(order());
    engine.pay(order({ poiid: OTHER_POIID }));
    await settle();
    expect(terminal.count('Payment')).toBe(2);
  });
});

describe('a terminal with an unknown outcome', () => {
  it('takes no new payment, and says which one is unknown', async () => {
    const { engine, terminal, clock } = await createTestEngine(losesAnswers);
    const unknown = engine.pay(order());
    await settle();
    await clock.step(100);
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: [unknown.id] });
    expect(engine.unresolved()).toMatchObject([{ id: unknown.id, state: 'timedOut', nextCheckAtMs: 1500 }]);
    expect(await engine.pay(order()).settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_TERMINAL_QUARANTINED', message: expect.stringContaining(unknown.id) as unknown },
    });
    expect(terminal.count('Payment')).toBe(1);
  });
});

describe('a transaction that waits in line', () => {
  it('is forgotten when it is aborted: nothing of it was sent', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await createTestEngine(behave);
    engine.pay(order());
    await settle();
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    waiting.abort();
    expect(await waiting.settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_WITHDRAWN' },
      abortRequested: true,
    });
    await answerNext();
    expect(terminal.count('Payment')).toBe(1);
  });

  it('does not wait for ever: after its time it is not processed, and its id is free again', async () => {
    const { engine, terminal, clock } = await createTestEngine(losesAnswers);
    engine.pay(order());
    await settle();
    const waiting = engine.pay(order({ id: 'waiting', queue: true }));
    await settle();
    await clock.step(299_999, 50_000);
    expect(waiting.state.state).toBe('queued');
    await clock.step(1);
    expect(await waiting.settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUEUE_TIMEOUT' } });
    expect(engine.terminal(POIID).state.waiting).toEqual([]);
    expect(engine.transaction('waiting')).toBeUndefined();
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is not withdrawn by its time once it was sent', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, clock } = await createTestEngine(behave, { limits: { queueTimeoutMs: 1000 } });
    engine.pay(order());
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    await answerNext();
    await clock.step(1000);
    expect(waiting.state.state).toBe('awaiting');
    await answerNext();
    expect(await waiting.settled()).toMatchObject({ kind: 'approved' });
  });

  it('is not sent when a subscriber of the terminal aborts it, and those behind it are', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await createTestEngine(behave);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => engine.pay(order({ id, queue: true })));
    await settle();
    engine.terminal(POIID).state$.subscribe(({ waiting }) => {
      if (waiting[0] === 'b') engine.abort('b');
    });
    await answerNext();
    expect(await a?.settled()).toMatchObject({ kind: 'approved' });
    expect(await b?.settled()).toMatchObject({ kind: 'notProcessed' });
    await answerNext();
    expect(await c?.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(2);
  });

  it.each(['a settled payment', 'the terminal'])(
    'and is aborted by a subscriber of %s at the moment of its turn is not sent, and those behind it are',
    async (subscribed) => {
      const { behave, answerNext } = heldTerminal();
      const { engine, terminal } = await createTestEngine(behave);
      const [a, b, c] = ['a', 'b', 'c'].map((id) => engine.pay(order({ id, queue: true })));
      await settle();
      if (subscribed === 'the terminal') {
        engine.terminal(POIID).state$.subscribe(({ running }) => running === 'b' && engine.abort('b'));
      } else {
        a?.state$.subscribe(({ state }) => state === 'settled' && engine.abort('b'));
      }
      await answerNext();
      expect(await b?.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
      await answerNext();
      expect(c?.state.outcome).toMatchObject({ kind: 'approved' });
      expect(terminal.count('Payment')).toBe(2);
      expect(engine.terminal(POIID).state.work).toBe('idle');
    },
  );
});

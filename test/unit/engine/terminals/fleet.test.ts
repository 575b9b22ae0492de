import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/index.ts';
import { settle } from '../../../support/clock.ts';
import { never, SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { heldTerminal, losesAnswers, NOT_FOUND } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';

const withCode = (code: string) => expect.objectContaining({ code }) as Error;
const NEW_POIID = 'V400m-324688199';
const newTerminal = { poiid: NEW_POIID, host: '192.0.2.9' };
const poiidsOf = ({ terminals }: Awaited<ReturnType<typeof createTestEngine>>['engine']) =>
  terminals().map(({ poiid }) => poiid);

describe('a terminal that is added while the engine runs', () => {
  it('takes payments at once, and stands behind the others', async () => {
    const { engine } = await createTestEngine();
    expect(() => engine.pay(order({ poiid: NEW_POIID }))).toThrow(withCode('ERR_INPUT_TERMINAL'));
    const terminal = await engine.terminals.add(newTerminal);
    expect(terminal.state).toMatchObject({ poiid: NEW_POIID, work: 'idle' });
    expect(poiidsOf(engine)).toEqual([POIID, OTHER_POIID, NEW_POIID]);
    expect(await engine.pay(order({ poiid: NEW_POIID })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.state.link).toBe('online');
  });

  it('has keys of its own when it is given some', async () => {
    const { engine, terminal } = await createTestEngine();
    await engine.terminals.add({ ...newTerminal, sharedKeys: [{ ...SHARED_KEY, keyVersion: 7 }] });
    void engine.pay(order({ poiid: NEW_POIID }));
    await settle();
    expect(terminal.received.at(-1)?.keyVersion).toBe(7);
  });

  it('is quarantined from the start by what an earlier run left unknown on it, and asked about', async () => {
    const journal = memoryJournal();
    const keptOpen = { ...journal, close: () => Promise.resolve() };
    const before = await createTestEngine(losesAnswers, {
      journal: keptOpen,
      terminals: [newTerminal],
    });
    const { id } = before.engine.pay(order({ poiid: NEW_POIID }));
    await settle();
    await before.end();

    const { engine, terminal } = await createTestEngine(() => never, { journal }, before.clock);
    expect(engine.unresolved()).toMatchObject([{ id }]);
    await engine.terminals.add(newTerminal);
    expect(engine.terminal(NEW_POIID).state).toMatchObject({ work: 'quarantined', unknown: [id] });
    expect(await engine.pay(order({ poiid: NEW_POIID })).settled()).toMatchObject({
      kind: 'notProcessed',
      failure: { code: 'ERR_TERMINAL_QUARANTINED' },
    });
    await settle();
    expect(terminal.received.map(({ category }) => category)).toEqual(['TransactionStatus']);
  });

  const mistakes: [string, object, string][] = [
    ['one that is there', { poiid: POIID, host: '192.0.2.1' }, 'ERR_CONFIG_TERMINAL'],
    ['no host', { poiid: NEW_POIID }, 'ERR_CONFIG_TERMINAL'],
    ['a port that is none', { ...newTerminal, port: 70_000 }, 'ERR_CONFIG_TERMINAL'],
    ['a member that is unknown', { ...newTerminal, hots: '192.0.2.3' }, 'ERR_CONFIG_TERMINAL'],
    [
      'a key that is too simple',
      { ...newTerminal, sharedKeys: [{ ...SHARED_KEY, passphrase: 'lane' }] },
      'ERR_CONFIG_PASSPHRASE',
    ],
  ];
  it.each(mistakes)('is refused with %s, and the others stay', async (_, given, code) => {
    const { engine } = await createTestEngine();
    await expect(engine.terminals.add(given as never)).rejects.toMatchObject({ code });
    expect(poiidsOf(engine)).toEqual([POIID, OTHER_POIID]);
  });

  it('is refused without a key for it', async () => {
    const { engine } = await createTestEngine(undefined, {
      terminals: [{ poiid: POIID, host: '192.0.2.1', sharedKeys: [SHARED_KEY] }],
      sharedKeys: undefined,
      parts: { keyRing: undefined },
    });
    await expect(engine.terminals.add(newTerminal)).rejects.toMatchObject({ code: 'ERR_CONFIG_KEY' });
  });
});

describe('a terminal that is removed', () => {
  it('is gone at once when nothing runs on it', async () => {
    const { engine } = await createTestEngine();
    expect(await engine.terminals.remove(OTHER_POIID)).toBe(true);
    expect(poiidsOf(engine)).toEqual([POIID]);
    expect(() => engine.pay(order({ poiid: OTHER_POIID }))).toThrow(withCode('ERR_INPUT_TERMINAL'));
    expect(() => engine.terminal(OTHER_POIID)).toThrow(withCode('ERR_INPUT_TERMINAL'));
    await expect(engine.terminals.remove(OTHER_POIID)).rejects.toMatchObject({ code: 'ERR_INPUT_TERMINAL' });
  });

  it('ends what runs and what waits first, and takes nothing new meanwhile', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine } = await createTestEngine(behave);
    const running = engine.pay(order());
    const waiting = engine.pay(order({ queue: true }));
    await settle();
    const terminal = engine.terminal(POIID);
    let removed: boolean | undefined;
    void engine.terminals.remove(POIID).then((result) => (removed = result));
    expect(terminal.state).toMatchObject({ isLeaving: true, running: running.id, waiting: [waiting.id] });
    for (const queue of [true, false]) {
      expect(await engine.pay(order({ queue })).settled()).toMatchObject({
        kind: 'notProcessed',
        charged: 'no',
        failure: { code: 'ERR_TERMINAL_REMOVED' },
      });
    }
    expect(await terminal.diagnose()).toMatchObject({ kind: 'noAnswer', failure: { code: 'ERR_TERMINAL_REMOVED' } });
    await answerNext();
    expect(await running.settled()).toMatchObject({ kind: 'approved' });
    expect(removed).toBeUndefined();
    await answerNext();
    expect(await waiting.settled()).toMatchObject({ kind: 'approved' });
    await settle();
    expect(removed).toBe(true);
    expect(poiidsOf(engine)).toEqual([OTHER_POIID]);
  });

  it('is not forgotten while an outcome on it is unknown, until a person has closed it', async () => {
    const { engine, clock } = await createTestEngine(losesAnswers);
    const payment = engine.pay(order());
    await settle();
    let removed: boolean | undefined;
    void engine.terminals.remove(POIID).then((result) => (removed = result));
    await clock.step(60_000);
    expect(removed).toBeUndefined();
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', isLeaving: true });
    expect(engine.unresolved()).toMatchObject([{ id: payment.id }]);
    engine.override({ transaction: payment.id, by: 'Ada', reason: 'looked', outcome: 'notCharged' });
    await clock.step(60_000);
    expect(removed).toBe(true);
  });

  it('waits for an answer that is under way: an approval after a person closed it is still raised', async () => {
    const { behave, answerNext } = heldTerminal();
    const slow = { responseTimeoutMs: 1000 };
    const { engine, clock } = await createTestEngine(
      (asked) => (asked.category === 'Payment' ? behave(asked) : asked.answer(NOT_FOUND)),
      {
        limits: slow,
      },
    );
    const alerts: unknown[] = [];
    engine.alerts$.subscribe((alert) => alerts.push(alert));
    const payment = engine.pay(order());
    await settle();
    await clock.step(1001);
    const removal = engine.terminals.remove(POIID);
    engine.override({ transaction: payment.id, by: 'Ada', reason: 'looked', outcome: 'notCharged' });
    await settle();
    expect(poiidsOf(engine)).toContain(POIID);
    await answerNext();
    expect(await removal).toBe(true);
    await settle();
    expect(alerts).toHaveLength(1);
  });

  it('stays when it is added again before that, with its new address', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine } = await createTestEngine(behave);
    const payment = engine.pay(order());
    await settle();
    const removal = engine.terminals.remove(POIID);
    await engine.terminals.add({ poiid: POIID, host: '192.0.2.77' });
    expect(await removal).toBe(false);
    expect(engine.terminal(POIID).state.isLeaving).toBeUndefined();
    await answerNext();
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    expect(poiidsOf(engine)).toContain(POIID);
  });

  it('reports to everybody who removes it, and that the engine closed before', async () => {
    const { engine, end } = await createTestEngine(() => never);
    void engine.pay(order());
    await settle();
    const removals = [engine.terminals.remove(POIID), engine.terminals.remove(POIID)];
    await end();
    expect(await Promise.all(removals)).toEqual([false, false]);
    await expect(engine.terminals.remove(POIID)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await expect(engine.terminals.add(newTerminal)).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('refuses a payment whose id was still looked up when it went', async () => {
    const journal = memoryJournal();
    let answer = () => {};
    const isAsked = new Promise<void>((resolve) => (answer = resolve));
    const slow = {
      ...journal,
      async *read(...given: Parameters<typeof journal.read>) {
        await isAsked;
        yield* journal.read(...given);
      },
    };
    const { engine } = await createTestEngine(undefined, { journal: slow });
    const payment = engine.pay(order({ id: 'basket-1' }));
    expect(await engine.terminals.remove(POIID)).toBe(true);
    answer();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_REMOVED' } });
  });
});

describe('a terminal with another address', () => {
  it('is connected to there from now on, and what is under way keeps its connection until it has ended', async () => {
    const { behave, answerNext } = heldTerminal();
    const used: string[] = [];
    const closed: string[] = [];
    const given = await createTestEngine(behave);
    const { terminal } = given;
    const transport = ({ host }: { host: string }) => {
      const inner = terminal.transport();
      return {
        post: (request: Parameters<typeof inner.post>[0]) => (used.push(host), inner.post(request)),
        close: () => (closed.push(host), inner.close()),
      };
    };
    const { engine } = await createTestEngine(behave, { parts: { transport } });
    const payment = engine.pay(order());
    await settle();
    engine.terminals.readdress(POIID, { host: '192.0.2.50', port: 9443 });
    payment.checkStatus();
    await settle();
    expect(used).toEqual(['192.0.2.1', '192.0.2.50']);
    expect(closed).toEqual([]);
    await answerNext();
    await answerNext();
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    await settle();
    expect(closed).toEqual(['192.0.2.1']);
    engine.terminals.readdress(POIID, { host: '192.0.2.50', port: 9443 });
    expect(closed).toEqual(['192.0.2.1']);
  });

  it('is refused what is no address', async () => {
    const { engine } = await createTestEngine();
    expect(() => engine.terminals.readdress(POIID, { host: 'https://192.0.2.1' })).toThrow(
      withCode('ERR_CONFIG_TERMINAL'),
    );
    expect(() => engine.terminals.readdress(NEW_POIID, { host: '192.0.2.1' })).toThrow(withCode('ERR_INPUT_TERMINAL'));
  });
});

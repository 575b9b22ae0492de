import { describe, expect, it } from 'vitest';
import { ElsewhereError, JournalError } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { heldTerminal } from '../../../support/terminal/terminal-behaviours.ts';
import { order, POIID } from '../../../support/test-engine.ts';
import { busyTerminal, lostDuringPayment, pair } from './pair.ts';

describe('an engine that loses a terminal', () => {
  it('reports what ran as unknown, sends and asks nothing more, and learns of the end from the journal', async () => {
    const terminal = busyTerminal();
    const { a, b, check, clock, payment, terminal: wire } = await lostDuringPayment(terminal.behave);
    a.cut();
    // Whoever is first: b, which looks at once.
    expect(await b.engine.terminals.acquire(POIID)).toBe(true);
    expect(a.engine.unresolved()).toMatchObject([{ id: 'basket-1', failure: { code: 'ERR_JOURNAL_FENCED' } }]);
    expect(a.engine.terminal(POIID).state.owner?.isSelf).not.toBe(true);
    terminal.finish();
    await check();
    await clock.step(10_000, 500);
    expect(b.engine.transaction('basket-1')?.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
    expect(a.engine.unresolved()).toEqual([]);
    expect(wire.count('Payment')).toBe(1);
    expect(a.appended.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('lets nobody close, abort or check there what the other engine has: it says where', async () => {
    const { a, b, check, payment } = await lostDuringPayment(busyTerminal().behave);
    a.cut();
    await b.engine.terminals.acquire(POIID);
    await check();
    const decision = { transaction: 'basket-1', by: 'Ann', reason: 'seen', outcome: 'charged' } as const;
    const elsewhere = { code: 'ERR_TERMINAL_ELSEWHERE', owner: 'b', url: 'http://b:4460' };
    for (const act of [() => a.engine.override(decision), () => a.engine.abort('basket-1'), () => payment.abort()]) {
      expect(act).toThrow(ElsewhereError);
      expect(act).toThrow(expect.objectContaining(elsewhere));
    }
    expect(b.engine.override(decision).state.id).toBe('basket-1');
  });

  it('ends what waits for the terminal, unsent', async () => {
    const held = heldTerminal();
    const { start, terminal } = await pair(held.behave);
    const a = await start('a');
    a.engine.pay(order());
    const waiting = a.engine.pay(order({ queue: true }));
    await settle();
    a.cut();
    expect(waiting.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_OWNERSHIP_LOST' } });
    await settle();
    expect(terminal.count('Payment')).toBe(1);
  });

  it('withdraws what waits while the terminal is only being given up: no other engine can have it', async () => {
    const held = heldTerminal();
    const { start } = await pair(held.behave);
    const a = await start('a');
    a.engine.pay(order());
    const waiting = a.engine.pay(order({ id: 'basket-2', queue: true }));
    await settle();
    void a.engine.terminals.release(POIID);
    waiting.abort();
    expect(waiting.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    await held.answerNext();
  });

  it('says where to go when the time of what waits is up, and another engine may have it', async () => {
    const held = heldTerminal();
    const { start, clock } = await pair(held.behave);
    const a = await start('a', { takeOver: false, limits: { queueTimeoutMs: 500 } });
    await a.engine.terminals.acquire(POIID);
    a.engine.pay(order());
    const waiting = a.engine.pay(order({ id: 'basket-2', queue: true }));
    await settle();
    a.cut(false);
    a.forget(a.engine.terminal(POIID).poiid);
    await clock.step(700);
    const { code } = waiting.state.outcome?.failure ?? {};
    expect(['ERR_TERMINAL_ELSEWHERE', 'ERR_OWNERSHIP_LOST']).toContain(code);
  });

  it('reports the end once, of a transaction that was looked up here before it was taken up', async () => {
    const { a, b, clock } = await lostDuringPayment(busyTerminal().behave);
    const states: string[] = [];
    b.engine.transactions$.subscribe(({ state }) => states.push(state));
    await b.engine.find('basket-1');
    a.cut();
    await b.engine.terminals.acquire(POIID);
    b.engine.override({ transaction: 'basket-1', by: 'Ann', reason: 'seen', outcome: 'charged' });
    await clock.step(5000, 1000);
    expect(states.filter((state) => state === 'settled')).toHaveLength(1);
  });

  it('learns the end of what it let go beside a record of another one that is damaged', async () => {
    const { start, database, clock } = await pair(busyTerminal().behave);
    const { connect } = database;
    const connectDamaged: typeof connect = (owner) => {
      const session = connect(owner);
      const readAfter = session.journal.readAfter?.bind(session.journal);
      const damaged = async function* (position: number) {
        if (readAfter !== undefined) yield* readAfter(position);
        throw new JournalError('ERR_JOURNAL_CORRUPT', 'a record of basket-9 is damaged');
      };
      return { ...session, journal: { ...session.journal, readAfter: damaged } };
    };
    Object.assign(database, { connect: connectDamaged });
    const a = await start('a');
    const payment = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    Object.assign(database, { connect });
    const b = await start('b');
    a.cut();
    await b.engine.terminals.acquire(POIID);
    b.engine.override({ transaction: 'basket-1', by: 'Ann', reason: 'seen', outcome: 'charged' });
    await clock.step(5000, 1000);
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden' });
    expect((await a.engine.find('basket-1'))?.state.outcome).toMatchObject({ kind: 'overridden' });
  });

  it('takes what it let go up again when it has the terminal again: asked, never sent, and the till gets the outcome', async () => {
    const terminal = busyTerminal();
    const { a, clock, payment, terminal: wire, check } = await lostDuringPayment(terminal.behave);
    a.cut();
    expect(await a.engine.terminals.acquire(POIID)).toBe(true);
    expect(a.engine.unresolved()).toMatchObject([{ id: 'basket-1', failure: { code: 'ERR_HOST_RESTARTED' } }]);
    terminal.finish();
    await check();
    await clock.step(10_000, 500);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
    expect(wire.count('Payment')).toBe(1);
  });

  it('gives the own answer of a request to whoever has taken the transaction up since', async () => {
    const held = heldTerminal();
    const { a, payment } = await lostDuringPayment(held.behave);
    a.cut();
    await a.engine.terminals.acquire(POIID);
    await held.answerNext();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', recovered: false });
    expect(a.engine.orphans()).toEqual([]);
  });

  it('loses it also where nobody told it: it owns it no longer, or under another number', async () => {
    const { start, terminal } = await pair();
    const a = await start('a', { takeOver: false });
    await a.engine.terminals.acquire(POIID);
    const { poiid } = a.engine.terminal(POIID);
    await a.ownership.release(poiid);
    await a.ownership.acquire(poiid);
    expect(await a.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_ELSEWHERE' } });
    expect(terminal.received).toEqual([]);
  });
});

describe('a payment that is asked for again, by its id, at another engine', () => {
  it('is unknown there while its engine has it, and ends there as it ended', async () => {
    const held = heldTerminal();
    const { a, b, check, payment, terminal } = await lostDuringPayment(held.behave);
    const again = b.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const unknown = { tags: expect.arrayContaining(['outcomeUnknown']), failure: { code: 'ERR_TERMINAL_ELSEWHERE' } };
    expect(again.state).toMatchObject(unknown);
    expect(again.state.outcome).toBeUndefined();
    await held.answerNext();
    await check();
    expect([payment.state.outcome?.kind, again.state.outcome?.kind]).toEqual(['approved', 'approved']);
    expect(terminal.count('Payment')).toBe(1);
    expect(b.appended).toEqual([]);
    expect(a.engine.orphans()).toEqual([]);
  });

  it('ends for whoever looks it up there, however often, and however it is run until then', async () => {
    const held = heldTerminal();
    const { b, check, payment } = await lostDuringPayment(held.behave);
    const found = await b.engine.find('basket-1');
    await b.engine.find('basket-1');
    let outcome: unknown;
    void found?.settled().then((told) => (outcome = told));
    expect(b.engine.unresolved()).toEqual([]);
    await held.answerNext();
    await check();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect(outcome).toMatchObject({ kind: 'approved' });
    expect((await b.engine.find('basket-1'))?.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('is not waited for any longer there when that engine closes', async () => {
    const { b } = await lostDuringPayment(busyTerminal().behave);
    const found = await b.engine.find('basket-1');
    const refused = found?.settled().catch((error: unknown) => error);
    await b.end();
    expect(await refused).toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('is what the journal says, when it was settled there', async () => {
    const { start, terminal } = await pair();
    const a = await start('a');
    await a.engine.pay(order({ id: 'basket-1' })).settled();
    const b = await start('b');
    expect(await b.engine.pay(order({ id: 'basket-1' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is taken up with its terminal, for the till that waits here', async () => {
    const terminal = busyTerminal();
    const { a, b, clock, terminal: wire } = await lostDuringPayment(terminal.behave);
    const again = b.engine.pay(order({ id: 'basket-1' }));
    await settle();
    a.cut(false);
    await b.engine.terminals.acquire(POIID);
    terminal.finish();
    await clock.step(10_000, 500);
    expect(again.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
    expect(b.engine.transaction('basket-1')?.state).toEqual(again.state);
    expect(wire.count('Payment')).toBe(1);
  });
});

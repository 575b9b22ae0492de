import { describe, expect, it } from 'vitest';
import { TerminalQueue } from '../../../../engine/terminals/terminal-queue.ts';
import { TransactionEntry } from '../../../../engine/transactions/transaction-entry.ts';
import type { TransactionState } from '../../../../engine/transactions/transaction-state.ts';
import { TransactionStore } from '../../../../engine/transactions/transaction-store.ts';
import type { TerminalState } from '../../../../index.ts';
import { parseServiceID, parseTransactionId } from '../../../../protocol/ids.ts';
import { settle } from '../../../support/clock.ts';
import { http } from '../../../support/terminal/sealed-terminal.ts';
import { losesAnswers, NOT_FOUND } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';
import { approval, paymentInput } from '../../../support/transactions.ts';

/** A store over one terminal, and entries that run without a process. */
function open({ settledKeptMax = 10 } = {}) {
  const { POIID: poiid } = paymentInput();
  const queue = new TerminalQueue(poiid, { queueMax: 10 });
  const store = new TransactionStore({ settledKeptMax }, new Map([[poiid, queue]]));
  const add = (name: string, serviceId = `S${name}`) => {
    const input = paymentInput({ id: parseTransactionId(name), ServiceID: parseServiceID(serviceId) });
    const entry = new TransactionEntry(input);
    store.add(entry);
    return entry;
  };
  const start = (name: string) => {
    const entry = add(name);
    entry.start({ send: () => {}, whyNotSend: () => undefined, withdraw: () => {}, letGo: () => Promise.resolve(), stop: () => {} });
    queue.send({ type: 'sale.requested', transaction: entry.id, queue: true });
    return entry;
  };
  return { store, queue, add, start };
}

const outcome = { ...approval, recovered: false, abortRequested: false } as const;
const facts = ({ state: { id, poiid, serviceId, reference } }: TransactionEntry) => ({
  id,
  poiid,
  serviceId,
  reference,
  abortRequested: false,
});
const settledOf = (entry: TransactionEntry): TransactionState => ({
  ...facts(entry),
  state: 'settled',
  tags: [],
  outcome,
});
const unknownOf = (entry: TransactionEntry): TransactionState => ({
  ...facts(entry),
  state: 'timedOut',
  tags: ['outcomeUnknown', 'abortable'],
  nextCheckAtMs: 0,
});

describe('a state that is reported', () => {
  it('agrees with every view of the store, whoever hears of it: nothing is reported before all of them have it', () => {
    const { store, queue, start } = open();
    const [a, b] = [start('a'), start('b')];
    const views: [string, string, number, number, string | undefined][] = [];
    const look = (whom: string) => () =>
      views.push([whom, a.state.state, store.unresolved.length, queue.state.unknown.length, queue.state.running]);
    a.state$.subscribe(look('transaction'));
    store.states$.subscribe(look('store'));
    store.unresolved$.subscribe(look('unresolved'));
    queue.state$.subscribe(look('terminal'));
    queue.commands$.subscribe(look('command'));
    views.length = 0;
    store.update(a, unknownOf(a));
    expect(views).toEqual([
      ['transaction', 'timedOut', 1, 1, undefined],
      ['store', 'timedOut', 1, 1, undefined],
      ['unresolved', 'timedOut', 1, 1, undefined],
      ['terminal', 'timedOut', 1, 1, undefined],
      // What the requests of both led to.
      ['command', 'timedOut', 1, 1, undefined],
      ['command', 'timedOut', 1, 1, undefined],
    ]);
    views.length = 0;
    store.update(a, settledOf(a));
    expect(views.slice(0, 4)).toEqual([
      ['transaction', 'settled', 0, 0, b.id],
      ['store', 'settled', 0, 0, b.id],
      ['unresolved', 'settled', 0, 0, b.id],
      ['terminal', 'settled', 0, 0, b.id],
    ]);
    // The next one is admitted last, when all that hear of the settlement have heard.
    expect(views.slice(4)).toEqual([['command', 'settled', 0, 0, b.id]]);
  });

  it('finds the engine agreeing with it: unresolved(), the terminal and the transaction itself', async () => {
    const { engine, clock } = await createTestEngine((asked) =>
      asked.category === 'Payment' ? http(503, '') : asked.answer(NOT_FOUND),
    );
    const payment = engine.pay(order());
    const seen: [TransactionState['state'], number, TerminalState['work'], TransactionState['state']][] = [];
    const note = ({ state }: TransactionState) =>
      seen.push([state, engine.unresolved().length, engine.terminal(POIID).state.work, payment.state.state]);
    payment.state$.subscribe(note);
    engine.transactions$.subscribe(note);
    await settle();
    await clock.step(60_000, 500);
    expect(payment.state.outcome).toMatchObject({ kind: 'notProcessed' });
    for (const [state, unresolved, work, own] of seen) {
      expect(own).toBe(state);
      const isUnknown = state === 'timedOut' || state === 'statusChecking';
      expect([state, unresolved]).toEqual([state, isUnknown ? 1 : 0]);
      expect([state, work]).toEqual([state, isUnknown ? 'quarantined' : state === 'settled' ? 'idle' : 'occupied']);
    }
    expect(new Set(seen.map(([state]) => state))).toEqual(
      new Set(['sending', 'awaiting', 'timedOut', 'statusChecking', 'settled']),
    );
  });

  it('of a terminal finds what is unresolved in it, and the other way round', async () => {
    const { engine } = await createTestEngine(losesAnswers);
    const unknown: [number, number][] = [];
    engine
      .terminal(POIID)
      .state$.subscribe(({ unknown: ids }) => unknown.push([ids.length, engine.unresolved().length]));
    engine.unresolved$.subscribe((list) => unknown.push([engine.terminal(POIID).state.unknown.length, list.length]));
    engine.pay(order());
    await settle();
    expect(unknown.at(-1)).toEqual([1, 1]);
    for (const [ofTerminal, ofEngine] of unknown) expect(ofTerminal).toBe(ofEngine);
  });
});

describe('the list of what is unresolved', () => {
  it('has each transaction once, as it is now, and is reported only when it changes', () => {
    const { store, start } = open();
    const [a, b] = [start('a'), start('b')];
    const lists: string[][] = [];
    store.unresolved$.subscribe((list) => lists.push(list.map(({ id, state }) => `${id} ${state}`)));
    store.update(a, { ...facts(a), state: 'awaiting', tags: ['inFlight', 'abortable'] });
    store.update(a, unknownOf(a));
    store.update(b, unknownOf(b));
    store.update(a, { ...facts(a), state: 'statusChecking', tags: ['outcomeUnknown', 'abortable'] });
    store.update(a, settledOf(a));
    expect(lists).toEqual([
      [],
      ['a timedOut'],
      ['a timedOut', 'b timedOut'],
      ['b timedOut', 'a statusChecking'],
      ['b timedOut'],
    ]);
  });
});

describe('the transactions in memory', () => {
  it('are the open ones and the last settled ones; the oldest settled one makes room', () => {
    const { store, start } = open({ settledKeptMax: 2 });
    const [a, b, c, d] = [start('a'), start('b'), start('c'), start('d')];
    for (const entry of [b, a, d]) store.update(entry, settledOf(entry));
    expect(store.all().map(({ id }) => id)).toEqual([a.id, c.id, d.id]);
    expect(store.get(b.id)).toBeUndefined();
    expect(store.findByServiceId('Sb')).toBeUndefined();
    expect(store.findByServiceId('Sa')).toBe(a);
  });

  it('are kept by the engine, and the journal has them all', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { limits: { settledKeptMax: 2 } });
    for (const id of ['a', 'b', 'c']) await engine.pay(order({ id })).settled();
    expect(['a', 'b', 'c'].map((id) => engine.transaction(id)?.state.state)).toEqual([undefined, 'settled', 'settled']);
    expect(await engine.pay(order({ id: 'a' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(3);
  });

  it('do not count those that were refused: nothing of these was ever stored', () => {
    const { store, start, add } = open({ settledKeptMax: 1 });
    const settled = start('a');
    store.update(settled, settledOf(settled));
    for (const name of ['b', 'c']) {
      const refused = add(name);
      store.drop(refused);
      store.update(refused, settledOf(refused));
    }
    expect(store.all()).toEqual([settled]);
  });

  it('are found by the ServiceID they have now: an id that the journal knows has the one of then', () => {
    const { store, add } = open();
    const entry = add('a', 'NEW');
    store.update(entry, {
      ...facts(entry),
      serviceId: parseServiceID('OLD'),
      state: 'queued',
      tags: ['abortable'],
    });
    expect(store.findByServiceId('OLD')).toBe(entry);
    expect(store.findByServiceId('NEW')).toBeUndefined();
    expect(store.findByServiceId(undefined)).toBeUndefined();
    store.drop(entry);
    expect(store.findByServiceId('OLD')).toBeUndefined();
  });

  it('keep who took an id or a ServiceID meanwhile, when its earlier owner is dropped', () => {
    const { store, add } = open();
    const refused = add('a', 'SAME');
    store.drop(refused);
    const next = add('a', 'SAME');
    store.drop(refused);
    expect(store.get(next.id)).toBe(next);
    expect(store.findByServiceId('SAME')).toBe(next);
  });
});

import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { readAll } from '../../../support/test-journals.ts';
import { heldTerminal, losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';
import { pair } from './pair.ts';

const ELSEWHERE = { code: 'ERR_TERMINAL_ELSEWHERE' };

describe('an engine that shares its terminals', () => {
  it('takes those without an owner at its start, and pays on them', async () => {
    const { start } = await pair();
    const a = await start('a');
    expect(a.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
    expect(await a.engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });

  it('sends and stores nothing for a terminal of another engine, and says whose it is', async () => {
    const { start, terminal } = await pair();
    await start('a');
    const b = await start('b');
    const owner = { isSelf: false, name: 'a', url: 'http://a:4460' };
    expect(b.engine.terminal(POIID).state.owner).toEqual(owner);
    const details = { owner: 'a', url: 'http://a:4460' };
    const refused = { kind: 'notProcessed', failure: { ...ELSEWHERE, details } };
    expect(await b.engine.pay(order()).settled()).toMatchObject(refused);
    expect(await b.engine.pay(order({ id: 'basket-1' })).settled()).toMatchObject(refused);
    const lane = b.engine.terminal(POIID);
    const noAnswer = { kind: 'noAnswer', failure: { ...ELSEWHERE, details } };
    expect(await lane.diagnose()).toMatchObject(noAnswer);
    expect(await lane.abort({ serviceId: 'ABC1234567' })).toMatchObject(noAnswer);
    expect(await lane.transactionStatus({ serviceId: 'ABC1234567' })).toMatchObject(noAnswer);
    expect(terminal.received).toEqual([]);
    expect(b.appended).toEqual([]);
  });

  it('ends nothing of an id that the owner of its terminal may have sent, not even what is withdrawn, and says where to go', async () => {
    const { start } = await pair();
    await start('a');
    const b = await start('b');
    const withdrawn = b.engine.pay(order({ id: 'basket-1' }));
    withdrawn.abort();
    expect(await withdrawn.settled()).toMatchObject({ kind: 'notProcessed', failure: ELSEWHERE });
    const refund = b.engine.refund({ poiid: POIID, reference: 'R', id: 'basket-2', transaction: 'unknown' });
    expect(await refund.settled()).toMatchObject({ kind: 'notProcessed', failure: ELSEWHERE });
  });

  it('takes the terminals of one that is gone at the next check, and asks what it left open before it takes anything new', async () => {
    const { start, check, clock, terminal } = await pair(losesAnswers);
    const a = await start('a');
    a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b');
    a.cut(false);
    expect(await b.engine.pay(order()).settled()).toMatchObject({ failure: ELSEWHERE });
    await check();
    expect(b.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    expect(b.engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', owner: { isSelf: true } });
    expect(await b.engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    await clock.step(10_000);
    expect(terminal.count('Payment')).toBe(1);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(0);
  });

  it('takes at once what it prefers, and the others when they had no owner for a whole check', async () => {
    const { start, check } = await pair();
    const a = await start('a', { takeOver: { prefers: [OTHER_POIID] } });
    const ownersOf = () => [POIID, OTHER_POIID].map((poiid) => a.engine.terminal(poiid).state.owner?.isSelf);
    expect(ownersOf()).toEqual([undefined, true]);
    await check();
    expect(ownersOf()).toEqual([true, true]);
  });

  it('takes nothing by itself where it must not, and what it is told to', async () => {
    const { start, check } = await pair();
    const a = await start('a', { takeOver: false });
    for (let checks = 0; checks < 5; checks += 1) await check();
    expect(a.engine.terminal(POIID).state.owner).toBeUndefined();
    expect(await a.engine.pay(order()).settled()).toMatchObject({ failure: ELSEWHERE });
    expect(await a.engine.terminals.acquire(POIID)).toBe(true);
    expect(await a.engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });

  it('takes up what the caller acquired', async () => {
    const { start, check } = await pair();
    const a = await start('a', { takeOver: false });
    await a.ownership.acquire(a.engine.terminal(POIID).poiid);
    await check();
    expect(await a.engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });

  it('hears that a terminal is free, without waiting for its next check', async () => {
    const { start } = await pair(undefined, { hints: true });
    const a = await start('a');
    const b = await start('b');
    expect(await a.engine.terminals.release(POIID)).toBe(true);
    await settle();
    expect(b.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
  });
});

describe('a terminal of which an engine cannot read what is open', () => {
  it('is given back, and taken by the engine that can', async () => {
    const { start, check } = await pair();
    const b = await start('b');
    const a = await start('a');
    const failing = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new JournalError('ERR_JOURNAL_IO', 'no connection')),
      }),
    };
    Object.assign(a.journal, { readOpen: () => failing });
    b.cut();
    expect(await a.ownership.acquire(a.engine.terminal(POIID).poiid)).toBe(true);
    for (let checks = 0; checks < 8; checks += 1) await check();
    expect(b.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
    expect(await b.engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });
});

describe('a terminal that is released', () => {
  it('takes nothing new, is given up when nothing runs or waits, and is not taken back at once', async () => {
    const held = heldTerminal();
    const { start, check } = await pair(held.behave);
    const a = await start('a');
    const running = a.engine.pay(order());
    const waiting = a.engine.pay(order({ queue: true }));
    await settle();
    let isReleased: boolean | undefined;
    void a.engine.terminals.release(POIID).then((done) => (isReleased = done));
    expect(await a.engine.pay(order({ queue: true })).settled()).toMatchObject({ failure: ELSEWHERE });
    await held.answerNext();
    expect(isReleased).toBeUndefined();
    await held.answerNext();
    await settle();
    expect([running.state.outcome?.kind, waiting.state.outcome?.kind, isReleased]).toEqual([
      'approved',
      'approved',
      true,
    ]);
    for (let checks = 0; checks < 4; checks += 1) await check();
    expect(a.engine.terminal(POIID).state.owner).toBeUndefined();
    for (let checks = 0; checks < 3; checks += 1) await check();
    expect(a.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
  });

  it('is taken by the other engine, which asks what is unknown on it; who gave it up follows that', async () => {
    const { start, check } = await pair(losesAnswers);
    const a = await start('a');
    const b = await start('b');
    const payment = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    expect(a.engine.unresolved()).toHaveLength(1);
    expect(await a.engine.terminals.release(POIID)).toBe(true);
    await check();
    expect(b.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
    expect(b.engine.unresolved()).toMatchObject([{ id: 'basket-1' }]);
    b.engine.override({ transaction: 'basket-1', by: 'Ann', reason: 'looked at the terminal', outcome: 'charged' });
    await settle();
    await check();
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'yes', by: 'Ann' });
    expect(a.engine.unresolved()).toEqual([]);
  });

  it('is not this one to release when another engine owns it', async () => {
    const { start } = await pair();
    await start('a');
    const b = await start('b');
    expect(await b.engine.terminals.release(POIID)).toBe(false);
    expect(await b.engine.terminals.acquire(POIID)).toBe(false);
  });

  it('is taken again by who gave it up in vain, because the database still has it as its own', async () => {
    const { start, check } = await pair();
    const a = await start('a');
    const b = await start('b');
    const { poiid } = a.engine.terminal(POIID);
    Object.assign(a.ownership, {
      async release() {
        a.forget(poiid);
        throw new JournalError('ERR_JOURNAL_BUSY', 'busy');
      },
    });
    await expect(a.engine.terminals.release(POIID)).rejects.toMatchObject({ code: 'ERR_JOURNAL_BUSY' });
    for (let checks = 0; checks < 7; checks += 1) await check();
    expect(b.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: false, name: 'a' });
    expect(await a.engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });

  it('stays when it is acquired again before it was given up', async () => {
    const held = heldTerminal();
    const { start } = await pair(held.behave);
    const a = await start('a');
    a.engine.pay(order());
    await settle();
    const releasing = a.engine.terminals.release(POIID);
    expect(await a.engine.terminals.acquire(POIID)).toBe(true);
    await held.answerNext();
    expect(await releasing).toBe(false);
    expect(a.engine.terminal(POIID).state.owner).toMatchObject({ isSelf: true });
  });
});

describe('the records of a takeover', () => {
  it('are those of each owner alone, and none is damaged', async () => {
    const { start, check, clock, database } = await pair(losesAnswers);
    const a = await start('a');
    a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b');
    a.cut(false);
    await check();
    await clock.step(5_000);
    const records = await readAll(database.memory);
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index));
    expect(b.appended.length).toBeGreaterThan(0);
  });
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createEngine } from '../../../../index.ts';
import { newDatabase } from '../../../support/postgres/database.ts';
import { openEngine } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';
import { never, sealedTerminal, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, approves, repeated } from '../../../support/terminal/terminal-behaviours.ts';
import { order, OTHER_POIID, POIID, TEST_OPTIONS } from '../../../support/test-engine.ts';

const WAIT = { timeout: 50_000, interval: 50 };

describe.skipIf(postgresBin === undefined)('two engines on one PostgreSQL', () => {
  async function pair(behave: Behaviour) {
    const database = await newDatabase();
    const terminal = await sealedTerminal(behave);
    const start = async (owner: string, over: object = {}) => {
      const journal = await openEngine(database.url, owner);
      const parts = { ownership: journal.ownership, transport: terminal.transport, keyRing: terminal.keyRing };
      const limits = { takeOverCheckMs: 200, firstCheckDelayMs: 100, statusIntervalMs: 200 };
      const engine = await createEngine({ ...TEST_OPTIONS, journal, parts, limits, ...over });
      onTestFinished(() => engine.close());
      return engine;
    };
    return { database, terminal, start };
  }

  it('have each a terminal, and say of the other one whose it is and where', async () => {
    const { start } = await pair(approves);
    const a = await start('a', { takeOver: { prefers: [POIID] }, limits: { takeOverCheckMs: 60_000 } });
    const b = await start('b', { takeOver: { prefers: [OTHER_POIID] } });
    const details = { owner: 'a', url: 'http://a:4460' };
    const refused = { kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_ELSEWHERE', details } };
    expect(await b.pay(order()).settled()).toMatchObject(refused);
    expect(await a.pay(order()).settled()).toMatchObject({ kind: 'approved' });
    expect(await b.pay(order({ poiid: OTHER_POIID })).settled()).toMatchObject({ kind: 'approved' });
  });

  it('hand a payment over when the session of its engine ends: sent once, then asked, and both tills learn its end', async () => {
    let isDone = false;
    const { start, database, terminal } = await pair((asked) =>
      asked.category === 'TransactionStatus' && isDone ? asked.answer(repeated(asked, APPROVAL)) : never,
    );
    // Neither takes it by itself: a would be the first to have it again.
    const a = await start('a', { takeOver: false });
    await a.terminals.acquire(POIID);
    const b = await start('b', { takeOver: false });
    const payment = a.pay(order({ id: 'basket-1' }));
    await vi.waitFor(() => expect(terminal.count('Payment')).toBe(1), WAIT);
    const again = b.pay(order({ id: 'basket-1' }));
    await database.query("SELECT pg_terminate_backend(pid) FROM tenderline.engine_session WHERE owner = 'a'");
    await vi.waitFor(async () => expect(await b.terminals.acquire(POIID)).toBe(true), WAIT);
    isDone = true;
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(await again.settled()).toMatchObject({ kind: 'approved', recovered: true });
    expect(terminal.count('Payment')).toBe(1);
    expect([a.unresolved(), b.unresolved()]).toEqual([[], []]);
  });

  it('move a terminal: what gives it up sends nothing more for it, and the other one takes it', async () => {
    const { start } = await pair(approves);
    const a = await start('a');
    const b = await start('b');
    expect(await a.terminals.release(POIID)).toBe(true);
    await vi.waitFor(() => expect(b.terminal(POIID).state.owner).toMatchObject({ isSelf: true, name: 'b' }), WAIT);
    expect(await b.pay(order()).settled()).toMatchObject({ kind: 'approved' });
    expect(await a.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_ELSEWHERE' } });
  });
});

import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { heldTerminal } from '../../../support/terminal/terminal-behaviours.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { order, POIID } from '../../../support/test-engine.ts';
import { holdAppends, holdReads } from './held-database.ts';
import { busyTerminal, pair } from './pair.ts';

describe('a takeover', () => {
  it('takes nothing new before what is open of the terminal is read', async () => {
    const { start, clock } = await pair(busyTerminal().behave);
    const a = await start('a');
    a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b');
    const reading = holdReads(b.journal, 'readOpen');
    a.cut(false);
    const taking = b.engine.terminals.acquire(POIID);
    await settle();
    const refused = b.engine.pay(order());
    await settle();
    expect(refused.state.outcome).toMatchObject({ failure: { code: 'ERR_TERMINAL_ELSEWHERE' } });
    reading.letGo();
    expect(await taking).toBe(true);
    const blocked = b.engine.pay(order());
    await settle();
    expect(blocked.state.outcome).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
    await clock.step(1000);
  });

  it('looks an id up again when the terminal changed hands since', async () => {
    const { start, terminal } = await pair();
    const a = await start('a');
    const b = await start('b');
    const reading = holdReads(b.journal, 'read');
    const again = b.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const first = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    a.cut(false);
    expect(await b.ownership.acquire(a.engine.terminal(POIID).poiid)).toBe(true);
    expect(await b.engine.terminals.acquire(POIID)).toBe(true);
    reading.letGo();
    await settle();
    expect([first.state.outcome?.kind, again.state.outcome?.kind]).toEqual(['approved', 'approved']);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('does not keep what it took up of a terminal that it lost meanwhile: another engine writes its history', async () => {
    const { start, check } = await pair(() => never);
    const a = await start('a');
    a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b', { takeOver: false });
    const [reading, storing] = [holdReads(b.journal, 'readOpen'), holdAppends(b.journal)];
    a.cut();
    const first = b.engine.terminals.acquire(POIID);
    await settle();
    b.cut();
    await check();
    expect(a.engine.terminal(POIID).state.owner?.isSelf).toBe(true);
    reading.letGo();
    expect(await first).toBe(false);
    await settle();
    a.cut();
    const again = b.engine.terminals.acquire(POIID);
    await settle();
    storing.letGo();
    expect(await again).toBe(true);
    await settle();
    expect(b.engine.unresolved()).toMatchObject([{ id: 'basket-1', failure: { code: 'ERR_HOST_RESTARTED' } }]);
  });

  it('waits for what the engine itself still stores from before', async () => {
    const held = heldTerminal();
    const { start, database } = await pair(held.behave);
    const a = await start('a');
    const payment = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const storing = holdAppends(a.journal);
    await held.answerNext();
    a.cut();
    const taking = a.engine.terminals.acquire(POIID);
    await settle();
    storing.letGo();
    expect(await taking).toBe(true);
    await settle();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    const records = [];
    for await (const { seq, type } of database.memory.read()) records.push([seq, type]);
    expect(records).toEqual([0, 1, 2, 3].map((seq) => [seq, seq === 0 ? 'opened' : 'event']));
  });
});

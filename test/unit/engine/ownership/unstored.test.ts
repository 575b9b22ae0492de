import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { heldTerminal } from '../../../support/terminal/terminal-behaviours.ts';
import { order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';
import { holdAppends, loseAppends, replaceAppends } from './held-database.ts';
import { pair } from './pair.ts';

describe('a payment that was not sent, and of which the journal has nothing', () => {
  it('is no longer not processed where its terminal was lost: the other engine makes it under the same id', async () => {
    const { start, terminal } = await pair();
    const a = await start('a');
    const storing = holdAppends(a.journal);
    const lost = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b');
    a.cut();
    expect(lost.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_OWNERSHIP_LOST' } });
    expect(await b.engine.terminals.acquire(POIID)).toBe(true);
    expect(a.engine.transaction('basket-1')).toBeUndefined();
    expect(await b.engine.pay(order({ id: 'basket-1' })).settled()).toMatchObject({ kind: 'approved' });
    expect((await a.engine.find('basket-1'))?.state.outcome).toMatchObject({ kind: 'approved' });
    storing.letGo();
    await settle();
    expect(await a.engine.pay(order({ id: 'basket-1' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is no longer not processed when the database refused it, and its terminal may go over', async () => {
    const { start, check } = await pair();
    const a = await start('a');
    const b = await start('b');
    const recover = replaceAppends(a.journal, () => Promise.reject(new JournalError('ERR_JOURNAL_BUSY', 'busy')));
    const first = a.engine.pay(order({ id: 'basket-1' }));
    expect(await first.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
    await settle();
    recover();
    expect(await a.engine.terminals.release(POIID)).toBe(true);
    await check();
    expect(await b.engine.pay(order({ id: 'basket-1' })).settled()).toMatchObject({ kind: 'approved' });
    expect((await a.engine.find('basket-1'))?.state.outcome).toMatchObject({ kind: 'approved' });
  });
});

describe('an id that two engines are given at once, for a terminal of each', () => {
  it('is that of the one that stored it; the other one has sent nothing, and its terminal stays open', async () => {
    const { start, terminal } = await pair();
    const a = await start('a', { takeOver: { prefers: [POIID] } });
    const b = await start('b', { takeOver: { prefers: [OTHER_POIID] } });
    const first = a.engine.pay(order({ id: 'basket-1' }));
    const second = b.engine.pay(order({ id: 'basket-1', poiid: OTHER_POIID }));
    await settle();
    expect(first.state.outcome).toMatchObject({ kind: 'approved' });
    expect(second.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ID_REUSED' } });
    expect(b.engine.terminal(OTHER_POIID).state.work).toBe('idle');
    expect((await b.engine.find('basket-1'))?.state.outcome).toMatchObject({ kind: 'approved' });
    expect(await b.engine.pay(order({ id: 'basket-2', poiid: OTHER_POIID })).settled()).toMatchObject({
      kind: 'approved',
    });
    expect(terminal.count('Payment')).toBe(2);
  });
});

describe('an answer that was being stored when its terminal was lost', () => {
  it('is not forgotten when it was not stored: who takes the payment up has it', async () => {
    const held = heldTerminal();
    const { start } = await pair(held.behave);
    const a = await start('a');
    const payment = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const connectionLost = loseAppends(a.journal);
    await held.answerNext();
    a.cut();
    const taking = a.engine.terminals.acquire(POIID);
    connectionLost();
    expect(await taking).toBe(true);
    await settle();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', charged: 'yes' });
    expect(a.engine.orphans()).toEqual([]);
  });

  it('is raised when the other engine has settled the payment as something else', async () => {
    const held = heldTerminal();
    const { start, check } = await pair(held.behave);
    const a = await start('a');
    const payment = a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    const b = await start('b');
    const connectionLost = loseAppends(a.journal);
    await held.answerNext();
    a.cut();
    expect(await b.engine.terminals.acquire(POIID)).toBe(true);
    connectionLost();
    b.engine.override({ transaction: 'basket-1', by: 'Ann', reason: 'saw no receipt', outcome: 'notCharged' });
    await settle();
    await check();
    expect(payment.state.outcome).toMatchObject({ kind: 'overridden', charged: 'no' });
    expect(a.engine.orphans()).toMatchObject([{ detail: { transaction: 'basket-1', result: { charged: 'yes' } } }]);
  });
});

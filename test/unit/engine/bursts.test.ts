import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import { parsePOIID, parseServiceID } from '../../../protocol/ids.ts';
import { createTestEngine, order } from '../../support/test-engine.ts';
import { recordsFor } from '../../support/stored-records.ts';
import { approves } from '../../support/terminal/terminal-behaviours.ts';

const poiids = Array.from({ length: 40 }, (_, index) => `V400m-${324_688_100 + index}`);
const terminals = poiids.map((poiid) => ({ poiid, host: '192.0.2.1' }));

/** An engine whose forty terminals are all asked to pay in one turn of the event loop. */
async function payOnAll() {
  const bench = await createTestEngine(approves, { terminals });
  return { ...bench, payments: poiids.map((poiid) => bench.engine.pay(order({ poiid }))) };
}

describe('forty payments that begin at the same moment', () => {
  it('reach their terminals a few in each round of the event loop, and each is approved', async () => {
    const { terminal, payments } = await payOnAll();
    await setImmediate();
    expect(terminal.received.length).toBeLessThan(10);
    const outcomes = await Promise.all(payments.map((payment) => payment.settled()));
    expect(outcomes.map(({ kind }) => kind)).toEqual(poiids.map(() => 'approved'));
    expect(terminal.count('Payment')).toBe(40);
  });

  it('are not sent where the till withdraws one that waits for its turn: it is told at once', async () => {
    const { terminal, payments } = await payOnAll();
    await setImmediate();
    payments.at(-1)?.abort();
    expect(payments.at(-1)?.state).toMatchObject({ state: 'settled', outcome: { kind: 'notProcessed' } });
    await Promise.all(payments.map((payment) => payment.settled()));
    expect(terminal.count('Payment')).toBe(39);
  });

  it('are not sent where the engine closes before their turn, and are reported as withdrawn', async () => {
    const { terminal, payments, end } = await payOnAll();
    await setImmediate();
    const last = payments.at(-1)?.settled();
    await end();
    expect(await last).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.count('Payment')).toBeLessThan(10);
  });

  it('are not sent where the clock passes the limit before their turn', async () => {
    const { clock, payments, terminal } = await payOnAll();
    const late = payments.at(-1)?.settled();
    await clock.step(16_000);
    for (let round = 0; round < 40; round += 1) await setImmediate();
    expect(await late).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
    expect(terminal.count('Payment')).toBeLessThan(40);
  });
});

describe('a start with forty payments open', () => {
  it('lists all of them before one is asked about, and then asks about each', async () => {
    const journal = memoryJournal();
    for (const [index, poiid] of poiids.entries()) {
      const input = { POIID: parsePOIID(poiid), ServiceID: parseServiceID(`P${index}`) };
      await journal.append(recordsFor(`p${index}`, [{ type: 'intent.stored' }, { type: 'link.written' }], { input }));
    }
    const { engine, terminal, clock } = await createTestEngine(approves, { terminals, journal });
    expect(engine.unresolved()).toHaveLength(40);
    expect(terminal.received).toEqual([]);
    await clock.step(5000, 100);
    expect(terminal.count('TransactionStatus')).toBe(40);
  });
});

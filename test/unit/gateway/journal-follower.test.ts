import { describe, expect, it, onTestFinished } from 'vitest';
import { JournalError } from '../../../errors.ts';
import { EventRing } from '../../../gateway/events/event-ring.ts';
import { JournalFollower } from '../../../gateway/events/journal-follower.ts';
import type { MissedEvent } from '../../../gateway/events/event.ts';
import { transactionEvent } from '../../../gateway/events/state-events.ts';
import type { Transaction } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { heldTerminal } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, POIID } from '../../support/test-engine.ts';
import { placedJournal } from '../../support/test-journals.ts';

const LOOK_MS = 1000;
const request = (id: string) => ({ id, poiid: POIID, amount: { currency: 'EUR', value: 1000 }, reference: id });

/** A server that reads what another one stores, and what it reports. */
async function startFollower({ follow, journal }: ReturnType<typeof placedJournal>, over: object = {}) {
  const clock = steppedClock();
  const { engine } = await createTestEngine(undefined, { journal });
  const ring = new EventRing('run', 100);
  const told: MissedEvent[] = [];
  const report = (event: MissedEvent) => {
    told.push(event);
    ring.add(event);
  };
  const follower = new JournalFollower({ journal: follow, engine, clock, ring, report, ...over });
  onTestFinished(() => follower.close());
  const look = async () => {
    await clock.step(LOOK_MS);
    await settle();
  };
  const states = () => told.map(({ data }) => JSON.parse(data) as { id: string; state: string });
  return { follower, engine, look, states, report };
}

describe('a server that shares its journal', () => {
  it('reports what another server stores, once, as it is then', async () => {
    const shared = placedJournal();
    const held = heldTerminal();
    const { engine: other } = await createTestEngine(held.behave, { journal: shared.journal });
    const { look, states } = await startFollower(shared);
    const payment = other.pay(request('basket-1'));
    while (payment.state.state !== 'awaiting') await settle();
    await look();
    await look();
    expect(states()).toMatchObject([{ id: 'basket-1', state: 'awaiting' }]);
    await held.answerNext();
    await payment.settled();
    await look();
    await look();
    expect(states().slice(1)).toMatchObject([{ id: 'basket-1', state: 'settled', outcome: { charged: 'yes' } }]);
  });

  it('says nothing of what it has reported itself', async () => {
    const shared = placedJournal();
    const { engine, look, states, report } = await startFollower(shared);
    const payment = engine.pay(request('basket-1'));
    await payment.settled();
    report(transactionEvent(payment.state));
    await look();
    expect(states()).toHaveLength(1);
  });

  it('reports nothing that is older than what it reported while the journal was read', async () => {
    const shared = placedJournal();
    const held = heldTerminal();
    const { engine: other } = await createTestEngine(held.behave, { journal: shared.journal });
    let finding: ((found: Transaction) => void) | undefined;
    const find = () => new Promise<Transaction>((resolve) => (finding = resolve));
    const { look, states, report } = await startFollower(shared, { engine: { find } });
    const payment = other.pay(request('basket-1'));
    while (payment.state.state !== 'awaiting') await settle();
    await look();
    const older = { ...payment.state };
    await held.answerNext();
    await payment.settled();
    report(transactionEvent(payment.state));
    finding?.({ state: older } as Transaction);
    await settle();
    expect(states().map(({ state }) => state)).toEqual(['settled']);
    // It is looked at again.
    await look();
    finding?.(payment);
    await settle();
    expect(states()).toHaveLength(1);
  });

  it('reports what it could not read as soon as it can, and names no place behind it until then', async () => {
    const shared = placedJournal();
    const { engine: other } = await createTestEngine(undefined, { journal: shared.journal });
    const failing = new Set(['journal', 'transaction']);
    const fail = () => new JournalError('ERR_JOURNAL_IO', 'the database is gone');
    async function* readAfter(position: number) {
      if (failing.has('journal')) throw fail();
      yield* shared.follow.readAfter(position);
    }
    const reading = { ...shared.follow, readAfter };
    const find = (id: string) => (failing.has('transaction') ? Promise.reject(fail()) : other.find(id));
    const { look, states, follower } = await startFollower(shared, { journal: reading, engine: { find } });
    await other.pay(request('basket-1')).settled();
    for (const failure of ['journal', 'transaction']) {
      for (let count = 0; count < 12; count += 1) await look();
      expect(states()).toEqual([]);
      expect(follower.place).toBe(0);
      failing.delete(failure);
    }
    await look();
    expect(states()).toMatchObject([{ id: 'basket-1', state: 'settled' }]);
    for (let count = 0; count < 10; count += 1) await look();
    expect(follower.place).toBe(shared.follow.position());
  });

  it('is not held up by a transaction that is damaged', async () => {
    const shared = placedJournal();
    const { engine: other } = await createTestEngine(undefined, { journal: shared.journal });
    const damaged = new JournalError('ERR_JOURNAL_CORRUPT', 'it cannot be read');
    const find = (id: string) => (id === 'basket-1' ? Promise.reject(damaged) : other.find(id));
    const { look, states, follower } = await startFollower(shared, { engine: { find } });
    for (const id of ['basket-1', 'basket-2']) await other.pay(request(id)).settled();
    for (let count = 0; count < 11; count += 1) await look();
    expect(states()).toMatchObject([{ id: 'basket-2' }]);
    expect(follower.place).toBe(shared.follow.position());
  });

  it('names a place that lies behind what is stored: what it stores itself is reported a moment later', async () => {
    const shared = placedJournal();
    const { engine: other } = await createTestEngine(undefined, { journal: shared.journal });
    const { look, follower } = await startFollower(shared);
    await other.pay(request('basket-1')).settled();
    for (let count = 0; count < 9; count += 1) await look();
    expect(follower.place).toBe(0);
    await look();
    expect(follower.place).toBe(shared.follow.position());
  });
});

import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import type { TransactionState } from '../../../../../engine/transactions/transaction-state.ts';
import { failure } from '../../../../../protocol/faults.ts';
import { settle } from '../../../../support/clock.ts';
import { heldJournal, readAll } from '../../../../support/test-journals.ts';
import { startProcess } from '../../../../support/engine/transaction-process.ts';
import { approval, refusal } from '../../../../support/transactions.ts';

describe('the process of a transaction', () => {
  it('sends nothing before the intent is stored', async () => {
    const { journal, release } = heldJournal();
    const { begun } = startProcess(journal);
    await settle();
    expect(begun).toEqual([]);
    await release();
    expect(begun).toEqual(['transmit']);
  });

  it('never sends an intent that cannot be stored: it was not processed', async () => {
    const { journal, release } = heldJournal({ failures: 1 });
    const { entry, begun } = startProcess(journal);
    await release();
    expect(begun).toEqual([]);
    expect(entry.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('reports no answer before it is stored', async () => {
    const { journal, release, hold } = heldJournal();
    const { entry, states } = startProcess(journal);
    await release();
    hold();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    expect(entry.state.state).toBe('sending');
    await release();
    expect(entry.state.outcome).toMatchObject({ kind: 'approved' });
    expect(states.at(-1)).toBe('settled');
  });

  it('keeps an answer in hand while the disk refuses it, and tries again', async () => {
    const { journal, release, failNext } = heldJournal();
    const { entry, clock } = startProcess(journal);
    await release();
    failNext(2);
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    await clock.step(1000);
    expect(entry.state.state).toBe('sending');
    await clock.step(1000);
    expect(entry.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('takes one event at a time, in the order of arrival, and stores each with its moment and place', async () => {
    const journal = memoryJournal();
    const { entry, clock, states } = startProcess(journal);
    await settle();
    await clock.step(20);
    const [, stored] = await readAll(journal);
    const attempt =
      stored?.type === 'event' && stored.event.type === 'intent.stored' ? stored.event.attempt : undefined;
    entry.send({ type: 'link.written', ...(attempt !== undefined && { attempt }) });
    entry.send({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    expect(states).toEqual(['sending', 'awaiting', 'timedOut']);
    expect(await readAll(journal)).toMatchObject([
      { version: 2, transaction: 'payment-1', seq: 0, type: 'opened', input: { ServiceID: 'A0000001Z9' } },
      { seq: 1, type: 'event', event: { type: 'intent.stored', atMs: 0 } },
      { seq: 2, type: 'event', event: { type: 'link.written', atMs: 20 } },
      { seq: 3, type: 'event', event: { type: 'link.lost', atMs: 20 } },
    ]);
  });

  it('delivers a timer when it is due, and not once it is settled', async () => {
    const { entry, clock, begun } = startProcess();
    await settle();
    entry.send({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    await clock.step(1499);
    expect(begun).not.toContain('askStatus');
    await clock.step(1);
    expect(begun).toContain('askStatus');
    entry.send({ type: 'poi.answered', result: refusal, recovered: true });
    await clock.step(1_000_000, 50_000);
    expect(begun.filter((command) => command === 'askStatus')).toHaveLength(1);
  });

  it('gives a late subscriber the current state first, and the settled one for ever', async () => {
    const { entry } = startProcess();
    await settle();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    const seen: TransactionState[] = [];
    let completed = false;
    entry.state$.subscribe({ next: (state) => seen.push(state), complete: () => (completed = true) });
    expect(seen).toMatchObject([{ state: 'settled', outcome: { kind: 'approved' } }]);
    expect(completed).toBe(true);
  });

  it('changes nothing about a settlement, whatever comes after it: a later answer is kept as an orphan', async () => {
    const journal = memoryJournal();
    const { entry, unmatched } = startProcess(journal);
    await settle();
    entry.send({ type: 'poi.answered', result: refusal, recovered: false });
    entry.send({ type: 'poi.answered', result: approval, recovered: true });
    await settle();
    expect(entry.state.outcome).toMatchObject({ kind: 'declined' });
    expect(unmatched.list()).toMatchObject([{ detail: { transaction: 'payment-1', result: { kind: 'approved' } } }]);
    entry.send({ type: 'sale.abort' });
    await settle();
    expect((await readAll(journal)).map(({ type }) => type)).toEqual(['opened', 'event', 'event', 'orphan']);
  });

  it('takes nothing and does nothing more once it is stopped', async () => {
    const journal = memoryJournal();
    const { entry, clock, begun } = startProcess(journal);
    await settle();
    entry.close();
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await clock.step(1_000_000, 100_000);
    expect(begun).toEqual(['transmit']);
    expect(await readAll(journal)).toHaveLength(2);
  });

  it('that is stopped while an answer waits for the disk gives it up, and reports nothing of it', async () => {
    const { journal, release, failNext } = heldJournal();
    const { entry, clock, states } = startProcess(journal);
    await release();
    failNext(1);
    entry.send({ type: 'poi.answered', result: approval, recovered: false });
    await settle();
    entry.close();
    await clock.step(10_000, 1000);
    expect(states).toEqual(['sending']);
    expect(await readAll(journal)).toHaveLength(2);
  });
});

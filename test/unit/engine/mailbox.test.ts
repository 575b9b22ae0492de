import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { silentLogger } from '../../../engine/logging.ts';
import { Mailbox, type Effect } from '../../../engine/mailbox.ts';
import type { TransactionState } from '../../../engine/transaction-state.ts';
import { failure } from '../../../protocol/faults.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { approval, paymentInput, refusal } from '../../support/transactions.ts';

function open(journal: Journal = memoryJournal()) {
  const clock = steppedClock();
  const effects: Effect['type'][] = [];
  const mailbox = Mailbox.open({
    input: paymentInput({ createdAtMs: clock.now() }),
    journal,
    clock,
    log: silentLogger,
    bootId: 'boot-1',
    execute: ({ type }) => effects.push(type),
  });
  const states: string[] = [];
  mailbox.state$.subscribe(({ state }) => states.push(state));
  return { mailbox, clock, effects, states };
}

/** A journal that stores only when it is let, or fails as often as it is told to. */
function heldJournal({ failures = 0 } = {}) {
  const memory = memoryJournal();
  const waiting: (() => void)[] = [];
  let held = true;
  let toFail = failures;
  const journal: Journal = {
    ...memory,
    async append(records) {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      if (toFail > 0) {
        toFail -= 1;
        throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      }
      await memory.append(records);
    },
  };
  return {
    journal,
    release: async () => {
      held = false;
      for (const go of waiting.splice(0)) go();
      await settle();
    },
    hold: () => (held = true),
    failNext: (times: number) => (toFail = times),
  };
}

async function recordsOf(journal: Journal): Promise<JournalRecord[]> {
  const records = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

describe('a mailbox', () => {
  it('lets nothing out before the intent is stored', async () => {
    const { journal, release } = heldJournal();
    const { effects } = open(journal);
    await settle();
    expect(effects).toEqual([]);
    await release();
    expect(effects).toEqual(['transmit']);
  });

  it('never sends an intent that cannot be stored: it was not processed', async () => {
    const { journal, release } = heldJournal({ failures: 1 });
    const { mailbox, effects } = open(journal);
    await release();
    expect(effects).toEqual([]);
    expect(mailbox.state.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('tells nobody of an answer before it is stored', async () => {
    const { journal, release, hold } = heldJournal();
    const { mailbox, states } = open(journal);
    await release();
    hold();
    mailbox.deliver({ type: 'poi.answered', verdict: approval, recovered: false });
    await settle();
    expect(mailbox.state.state).toBe('sending');
    await release();
    expect(mailbox.state.outcome).toMatchObject({ kind: 'approved' });
    expect(states.at(-1)).toBe('settled');
  });

  it('keeps an answer in hand while the disk refuses it, and tries again', async () => {
    const { journal, release, failNext } = heldJournal();
    const { mailbox, clock } = open(journal);
    await release();
    failNext(2);
    mailbox.deliver({ type: 'poi.answered', verdict: approval, recovered: false });
    await settle();
    await clock.step(1000);
    expect(mailbox.state.state).toBe('sending');
    await clock.step(1000);
    expect(mailbox.state.outcome).toMatchObject({ kind: 'approved' });
  });

  it('takes one event at a time, in the order of delivery, and stores each with its moment and place', async () => {
    const journal = memoryJournal();
    const { mailbox, clock, states } = open(journal);
    await settle();
    await clock.step(20);
    mailbox.deliver({ type: 'link.written' });
    mailbox.deliver({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    expect(states).toEqual(['sending', 'awaiting', 'timedOut']);
    expect(await recordsOf(journal)).toMatchObject([
      { version: 1, transaction: 'payment-1', seq: 0, type: 'opened', input: { ServiceID: 'A0000001Z9' } },
      { seq: 1, type: 'event', event: { type: 'link.written', atMs: 20 } },
      { seq: 2, type: 'event', event: { type: 'link.lost', atMs: 20 } },
    ]);
  });

  it('delivers a timer when it is due, and not once it is settled', async () => {
    const { mailbox, clock, effects } = open();
    await settle();
    mailbox.deliver({ type: 'link.lost', failure: failure('ERR_LINK_RESET') });
    await settle();
    await clock.step(1499);
    expect(effects).not.toContain('askStatus');
    await clock.step(1);
    expect(effects).toContain('askStatus');
    mailbox.deliver({ type: 'poi.answered', verdict: refusal, recovered: true });
    await clock.step(1_000_000, 50_000);
    expect(effects.filter((effect) => effect === 'askStatus')).toHaveLength(1);
  });

  it('gives a late subscriber the current state first, and the settled one for ever', async () => {
    const { mailbox } = open();
    await settle();
    mailbox.deliver({ type: 'poi.answered', verdict: approval, recovered: false });
    await settle();
    const seen: TransactionState[] = [];
    let completed = false;
    mailbox.state$.subscribe({ next: (state) => seen.push(state), complete: () => (completed = true) });
    expect(seen).toMatchObject([{ state: 'settled', outcome: { kind: 'approved' } }]);
    expect(completed).toBe(true);
  });

  it('changes nothing about a settlement, whatever comes after it', async () => {
    const { mailbox } = open();
    await settle();
    mailbox.deliver({ type: 'poi.answered', verdict: refusal, recovered: false });
    mailbox.deliver({ type: 'poi.answered', verdict: approval, recovered: true });
    await settle();
    expect(mailbox.state.outcome).toMatchObject({ kind: 'declined' });
  });

  it('takes nothing and does nothing more once it is stopped', async () => {
    const journal = memoryJournal();
    const { mailbox, clock, effects } = open(journal);
    await settle();
    mailbox.stop();
    mailbox.deliver({ type: 'poi.answered', verdict: approval, recovered: false });
    await clock.step(1_000_000, 100_000);
    expect(effects).toEqual(['transmit']);
    expect(await recordsOf(journal)).toHaveLength(1);
  });
});

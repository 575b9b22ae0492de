import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../errors.ts';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { journalView, type JournalHistory, type StoredTransactionView } from '../../../index.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { settle } from '../../support/clock.ts';
import { idOf, recordsFor } from '../../support/stored-records.ts';
import { remembersLostAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order } from '../../support/test-engine.ts';
import { brokenJournal, heldJournal, journalOf } from '../../support/test-journals.ts';
import { approval, BORN_AT_MS } from '../../support/transactions.ts';

const sent = { type: 'intent.stored' } as const;
const answered = { type: 'poi.answered', result: approval, recovered: false } as const;
const lost = { type: 'link.lost', failure: failure('ERR_LINK_RESET') } as const;
const open = (id: string) => recordsFor(id, [sent]);
const settled = (id: string) => recordsFor(id, [sent, answered], { settles: true });
const orphan = (id: string, detail: object, version: 1 | 2 = 2) =>
  ({ version, transaction: idOf(id), seq: 0, atMs: 7, type: 'orphan', detail }) as JournalRecord;

/** The history of a payment that was sent, with these events. */
async function historyOf(events: readonly TransactionEventPayload[]): Promise<JournalHistory> {
  const history = await journalView(await journalOf(recordsFor('a', [sent, ...events]))).history('a');
  if (history === undefined) throw new Error('it was just stored');
  return history;
}

/** The ids that a list gives out, and what it throws in the end. */
async function taken(list: AsyncIterable<StoredTransactionView>): Promise<{ ids: string[]; error?: unknown }> {
  const ids: string[] = [];
  try {
    for await (const { input } of list) ids.push(input.id);
  } catch (error) {
    return { ids, error };
  }
  return { ids };
}

describe('the list of a journal', () => {
  it('has the settled transactions in the order in which they were settled, then the open ones, the oldest first', async () => {
    const [a, b, c, d] = [settled('a'), open('b'), settled('c'), open('d')];
    const view = journalView(await journalOf([...a.slice(0, 2), ...b, ...c, ...d, ...a.slice(2)]));
    expect(await taken(view.list())).toEqual({ ids: ['c', 'a', 'b', 'd'] });
    expect(await taken(view.list({ open: true }))).toEqual({ ids: ['b', 'd'] });
  });

  it('says of each transaction what was asked for, where it stands, and when it was settled', async () => {
    const view = journalView(await journalOf([...settled('a'), ...open('b')]));
    const found: StoredTransactionView[] = [];
    for await (const transaction of view.list()) found.push(transaction);
    expect(found).toMatchObject([
      { input: { reference: 'ORDER-1001' }, state: { outcome: { kind: 'approved' } }, settledAtMs: BORN_AT_MS + 2000 },
      { state: { state: 'sending' } },
    ]);
    expect(found[1]).not.toHaveProperty('settledAtMs');
  });

  it('has a settled transaction once, whatever was stored about it afterwards', async () => {
    const afterwards = recordsFor('a', [sent, answered, { type: 'sale.abort' }]).slice(-1);
    const view = journalView(await journalOf([...settled('a'), ...open('b'), ...afterwards]));
    expect(await taken(view.list())).toEqual({ ids: ['a', 'b'] });
  });

  it('has no orphans: those are no transactions', async () => {
    const view = journalView(await journalOf([orphan('stray', {}), ...open('a')]));
    expect(await taken(view.list())).toEqual({ ids: ['a'] });
    expect(await taken(view.list({ open: true }))).toEqual({ ids: ['a'] });
  });

  it('gives out every other transaction before it throws what is damaged, the first of it by its name', async () => {
    const damaged = [...settled('x').slice(1), ...open('y').slice(1)];
    const view = journalView(brokenJournal([...damaged, ...settled('a'), ...open('b')]));
    for (const [list, expected] of [
      [view.list(), ['a', 'b']],
      [view.list({ open: true }), ['b']],
    ] as const) {
      const { ids, error } = await taken(list);
      expect(ids).toEqual(expected);
      expect(error).toMatchObject({
        code: 'ERR_JOURNAL_CORRUPT',
        message: expect.stringContaining('transaction x') as unknown,
      });
    }
  });
});

describe('one transaction of a journal', () => {
  it('is found by its id, and is undefined when there is none', async () => {
    const view = journalView(await journalOf([...settled('a'), orphan('stray', {})]));
    expect(await view.get('a')).toMatchObject({ state: { state: 'settled' }, settledAtMs: BORN_AT_MS + 2000 });
    expect(await view.get('never-seen')).toBeUndefined();
    expect(await view.get('stray')).toBeUndefined();
    expect(await view.history('never-seen')).toBeUndefined();
  });

  it('is refused by what is no id', async () => {
    const view = journalView(memoryJournal());
    await expect(view.get('my id')).rejects.toMatchObject({ code: 'ERR_INPUT_TRANSACTIONID' });
    await expect(view.history('my id')).rejects.toMatchObject({ code: 'ERR_INPUT_TRANSACTIONID' });
  });
});

describe('the orphans of a journal', () => {
  it('are given out beside a transaction that is damaged', async () => {
    const what = 'expected its first record, found none that can be read';
    const damage = { transaction: idOf('x'), nextSeq: 0, what };
    const readOpen = async function* () {
      yield orphan('late', {});
      await settle();
      throw new JournalError('ERR_JOURNAL_CORRUPT', `transaction x: ${what}`, {
        transaction: idOf('x'),
        damaged: [damage],
      });
    };
    expect(await journalView({ ...memoryJournal(), readOpen }).orphans()).toEqual([
      { id: 'late', atMs: 7, detail: {} },
    ]);
  });

  it('are those that no person has dismissed, in the shape of today', async () => {
    const verdict = { ...approval, settled: true };
    const dismissed: JournalRecord = { ...orphan('done', {}), seq: 1, settles: true };
    const view = journalView(
      await journalOf([orphan('late', { transaction: 'a', verdict }, 1), orphan('done', {}), dismissed, ...open('a')]),
    );
    expect(await view.orphans()).toEqual([{ id: 'late', atMs: 7, detail: { transaction: 'a', result: approval } }]);
  });
});

describe('a view of a journal', () => {
  it('closes the journal when it is closed', async () => {
    const journal = memoryJournal();
    await journalView(journal).close();
    await expect(journal.append([])).rejects.toMatchObject({ code: 'ERR_JOURNAL_CLOSED' });
  });
});

describe('the history of a transaction', () => {
  it('shows no sending where nothing was sent, because storing the intent took too long', async () => {
    const { journal, release } = heldJournal();
    const { engine, terminal, clock } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await settle();
    await clock.step(15_001);
    await release();
    expect(payment.state.outcome?.failure).toMatchObject({ code: 'ERR_SEND_TOO_LATE' });
    expect(terminal.received).toEqual([]);
    const history = await journalView(journal).history(payment.id);
    expect(history?.steps.map(({ record, commands, state }) => [record.type, commands, state.state])).toEqual([
      ['opened', [], 'sending'],
      ['event', [], 'settled'],
    ]);
  });

  it('shows what ran: each command at the event that caused it', async () => {
    const journal = memoryJournal();
    const { engine, clock } = await createTestEngine(remembersLostAnswers(), { journal });
    const payment = engine.pay(order());
    await settle();
    await clock.step(2000, 500);
    const history = await journalView(journal).history(payment.id);
    const commands = history?.steps.flatMap(({ record, commands: given }) =>
      record.type === 'event' ? [[record.event.type, given.filter((type) => type !== 'armTimer')]] : [],
    );
    expect(commands?.slice(0, 4)).toEqual([
      ['intent.stored', ['transmit']],
      ['link.written', []],
      ['poi.undecided', []],
      ['timer.check', ['askStatus']],
    ]);
  });
});

describe('the history of a stored transaction', () => {
  it('gives for each record what the engine did and the state after it', async () => {
    const { steps } = await historyOf([
      { type: 'link.written' },
      lost,
      { type: 'sale.abort' },
      { type: 'timer.check' },
      answered,
    ]);
    expect(steps.map(({ commands, state }) => [commands.join(), state.state])).toEqual([
      ['', 'sending'],
      ['transmit,armTimer', 'sending'],
      ['armTimer', 'awaiting'],
      ['armTimer', 'timedOut'],
      ['transmitAbort', 'timedOut'],
      ['askStatus', 'statusChecking'],
      ['', 'settled'],
    ]);
  });

  it('uses the times of the records', async () => {
    const { steps } = await historyOf([{ type: 'link.written' }, lost]);
    expect(steps.at(-1)?.state.nextCheckAtMs).toBe(BORN_AT_MS + 3000 + 1500);
  });

  it('ends in the state in which the engine resumes the transaction', async () => {
    const { steps, state } = await historyOf([
      { type: 'link.written' },
      { type: 'host.restarted', rebooted: true },
      { type: 'timer.check' },
    ]);
    expect(steps.at(-1)?.state).toEqual(state);
    expect(state.state).toBe('statusChecking');
  });

  it('continues after the settlement, which no record changes', async () => {
    const { steps } = await historyOf([answered, { ...answered, recovered: true }]);
    expect(steps.map(({ state }) => state.outcome?.recovered)).toEqual([undefined, undefined, false, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { Journal, JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { journalView, type TerminalState, type TransactionState } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { http, never } from '../../support/sealed-terminal.ts';
import { APPROVAL, createTestEngine, order, POIID, type Behaviour } from '../../support/test-engine.ts';

const lost: Behaviour = ({ category }) => (category === 'Payment' ? http(503, '') : never);

/** What another process finds: the records of a journal, up to now. */
async function copyOf(journal: Journal, length = Infinity): Promise<Journal> {
  const copy = memoryJournal();
  const records: JournalRecord[] = [];
  for await (const record of journal.read()) records.push(record);
  for (const record of records.slice(0, length)) await copy.append([record]);
  return copy;
}

describe('straight after a restart', () => {
  it('what was in flight is listed as unresolved, and can be overridden', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(() => never, { journal });
    const { id } = engine.pay(order());
    await settle();
    const { engine: next } = await createTestEngine(() => never, { journal: await copyOf(journal) });
    expect(next.unresolved()).toMatchObject([{ id, state: 'timedOut', nextCheckAtMs: expect.any(Number) as number }]);
    expect(next.unresolved()[0]?.tags).toContain('outcomeUnknown');
    expect(next.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: [id] });
    const overridden = next.override({ transaction: id, by: 'Ada', reason: 'receipt seen', outcome: 'charged' });
    expect(await overridden.settled()).toMatchObject({ kind: 'overridden', charged: 'yes' });
  });

  it('what was stored and had not left yet was not processed, and the terminal is free', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(() => never, { journal });
    const { id } = engine.pay(order());
    await settle();
    const { engine: next, terminal } = await createTestEngine(undefined, { journal: await copyOf(journal, 1) });
    expect(next.unresolved()).toEqual([]);
    expect(next.transaction(id)?.state.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_HOST_RESTARTED_UNSENT' },
    });
    expect(await next.pay(order({ reference: 'ORDER-2' })).settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment']);
  });
});

describe('whoever hears of a state', () => {
  it('finds the engine agreeing with it: unresolved(), the terminal and the transaction itself', async () => {
    const { engine, clock } = await createTestEngine((asked) =>
      asked.category === 'Payment'
        ? http(503, '')
        : asked.answer({ Response: { Result: 'Failure', ErrorCondition: 'NotFound' } }),
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

  it('of terminals finds what is unresolved in it', async () => {
    const { engine } = await createTestEngine(lost);
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

describe('the history of a transaction', () => {
  it('shows no sending where nothing was sent, because storing the intent took too long', async () => {
    const clock = steppedClock();
    const memory = memoryJournal();
    let release = () => {};
    const slow: Journal = {
      ...memory,
      append: async (records) => {
        if (records[0]?.type === 'opened') await new Promise<void>((resolve) => (release = resolve));
        await memory.append(records);
      },
    };
    const { engine, terminal } = await createTestEngine(undefined, { journal: slow }, clock);
    const payment = engine.pay(order());
    await settle();
    await clock.step(15_001);
    release();
    await settle();
    expect(payment.state.outcome?.failure).toMatchObject({ code: 'ERR_SEND_TOO_LATE' });
    expect(terminal.received).toEqual([]);
    const history = await journalView(memory).history(payment.id);
    expect(history?.steps.map(({ record, commands, state }) => [record.type, commands, state.state])).toEqual([
      ['opened', [], 'sending'],
      ['event', [], 'settled'],
    ]);
  });

  it('shows what ran: each command at the event that caused it', async () => {
    const journal = memoryJournal();
    const { engine, clock } = await createTestEngine(
      (asked) => (asked.category === 'Payment' ? http(503, '') : asked.answer(APPROVAL)),
      { journal },
    );
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

describe('a journal whose records are damaged', () => {
  it.each<[string, (records: JournalRecord[]) => JournalRecord[]]>([
    ['has no first record', (records) => records.slice(1)],
    ['lacks a record between two others', (records) => records.filter((_, index) => index !== 1)],
  ])('(a transaction that %s) is refused with ERR_JOURNAL_CORRUPT, which names the transaction', async (_, damage) => {
    const memory = memoryJournal();
    const { engine } = await createTestEngine(lost, { journal: memory });
    const { id } = engine.pay(order());
    await settle();
    const records: JournalRecord[] = [];
    for await (const record of memory.read()) records.push(record);
    const list = async function* () {
      yield* damage(records);
      await settle();
    };
    const journal: Journal = { ...memoryJournal(), readOpen: list, read: list };
    await expect(createTestEngine(undefined, { journal })).rejects.toMatchObject({
      code: 'ERR_JOURNAL_CORRUPT',
      message: expect.stringContaining(id) as unknown,
    });
    await expect(journalView(journal).get(id)).rejects.toMatchObject({ code: 'ERR_JOURNAL_CORRUPT' });
  });
});

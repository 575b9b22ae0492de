import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { storedFrom, type StoredTransaction } from '../../../../engine/journal/stored-transactions.ts';
import {
  begin,
  fold,
  isSettled,
  replay,
  step,
  storedState,
} from '../../../../engine/transactions/transaction-reducer.ts';
import { transactionMachine, type TransactionEventPayload } from '../../../../machines/index.ts';
import { failure } from '../../../../protocol/faults.ts';
import { JOURNALS_V1, recordsOf } from '../../../support/engine/journals-v1.ts';
import { recordsFor } from '../../../support/stored-records.ts';
import { approval, BORN_AT_MS, paymentInput, refusal } from '../../../support/transactions.ts';

const sent: TransactionEventPayload = { type: 'intent.stored' };
const written: TransactionEventPayload = { type: 'link.written' };
const answered: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: false };
const notSent = (code: Parameters<typeof failure>[0]): TransactionEventPayload => ({
  type: 'link.notSent',
  failure: failure(code),
});

function stored(events: readonly TransactionEventPayload[], version: 1 | 2 = 2): StoredTransaction {
  const transaction = storedFrom(recordsFor('a', events, { version }));
  if (transaction === undefined) throw new Error('the records are those of a transaction');
  return transaction;
}

const isCommand = (type: string) =>
  ['transmit', 'abandonTransmission', 'transmitAbort', 'askStatus', 'armTimer'].includes(type);

/** What happened at each step of a replay: record, commands without timers, state. */
const stepsOf = (transaction: StoredTransaction) =>
  replay(transaction).map(({ record, commands, state }) => [
    record.type === 'event' ? record.event.type : record.type,
    commands.map(({ type }) => type).filter((type) => type !== 'armTimer'),
    state.state,
  ]);

describe('a transaction as its events make it', () => {
  it.each(Object.keys(JOURNALS_V1))('goes through the states and commands that xstate itself gives: %s', (name) => {
    const all = recordsOf(name);
    for (const id of new Set(all.map(({ transaction }) => transaction))) {
      const records = all.filter(({ transaction }) => transaction === id);
      const found = storedFrom(records);
      if (found === undefined) continue;
      let ours = begin(found.input);
      let theirs = initialTransition(transactionMachine, found.input);
      for (const record of found.records) {
        expect(ours.snapshot.toJSON()).toEqual(theirs[0].toJSON());
        const wanted = theirs[1].map(({ type, params }) => ({ type, params })).filter(({ type }) => isCommand(type));
        expect(ours.commands).toEqual(wanted);
        if (record.type !== 'event') continue;
        ours = step(ours.snapshot, record.event);
        theirs = transition(transactionMachine, theirs[0], record.event);
      }
      expect(ours.snapshot.toJSON()).toEqual(theirs[0].toJSON());
    }
  });

  it('begins with nothing to do: its intent is not stored yet', () => {
    const { snapshot, commands } = begin(paymentInput());
    expect(commands).toEqual([]);
    expect(isSettled(snapshot)).toBe(false);
  });

  it('wants its request sent, and its answer waited for, when its intent is stored', () => {
    const { commands } = step(begin(paymentInput()).snapshot, { type: 'intent.stored', atMs: BORN_AT_MS });
    expect(commands).toEqual([
      { type: 'transmit' },
      { type: 'armTimer', params: { timer: 'response', dueAtMs: BORN_AT_MS + 150_000 } },
    ]);
  });

  it('ends as it did for a version that heeded no check while the answer was awaited', () => {
    const check: TransactionEventPayload = { type: 'sale.checkStatus' };
    const lost: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_LINK_RESET') };
    const due: TransactionEventPayload = { type: 'timer.check' };
    const override: TransactionEventPayload = { type: 'sale.override', by: 'Ada', reason: 'seen', charged: 'yes' };
    const repeated: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: true };
    const ways = [
      [lost, due, repeated],
      [lost, due, { type: 'poi.inProgress' }, due, repeated],
      [lost, override],
      [answered],
    ] satisfies TransactionEventPayload[][];
    for (const way of ways) {
      const [before, after] = [fold(stored([sent, written, ...way])), fold(stored([sent, written, check, ...way]))];
      expect(isSettled(after)).toBe(true);
      expect(after.output).toEqual(before.output);
    }
  });

  it('is what its records say, whatever was stored after the settlement', () => {
    expect(storedState(stored([sent, written]))).toMatchObject({ state: 'awaiting' });
    const refused: TransactionEventPayload = { type: 'poi.answered', result: refusal, recovered: true };
    const snapshot = fold(stored([sent, written, answered, refused, { type: 'sale.abort' }]));
    expect(isSettled(snapshot)).toBe(true);
    expect(snapshot.output).toMatchObject({ kind: 'approved', recovered: false, abortRequested: false });
  });
});

describe('a journal of version 2', () => {
  it('is replayed with each command at the event that caused it', () => {
    const lost: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_LINK_RESET') };
    expect(stepsOf(stored([sent, written, { type: 'sale.abort' }, lost, { type: 'timer.check' }, answered]))).toEqual([
      ['opened', [], 'sending'],
      ['intent.stored', ['transmit'], 'sending'],
      ['link.written', [], 'awaiting'],
      ['sale.abort', ['transmitAbort'], 'awaiting'],
      ['link.lost', [], 'timedOut'],
      ['timer.check', ['askStatus'], 'statusChecking'],
      ['poi.answered', [], 'settled'],
    ]);
  });

  it('shows nothing sent by a transaction that was opened alone: a restart settles it as not processed', () => {
    const restarted: TransactionEventPayload = { type: 'host.restarted', rebooted: false };
    expect(stepsOf(stored([restarted]))).toEqual([
      ['opened', [], 'sending'],
      ['host.restarted', [], 'settled'],
    ]);
    expect(storedState(stored([restarted])).outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
  });
});

describe('a journal of version 1', () => {
  it('is replayed with the request sent by the opening, for which it had no event', () => {
    expect(stepsOf(stored([written, answered], 1))).toEqual([
      ['opened', ['transmit'], 'sending'],
      ['link.written', [], 'awaiting'],
      ['poi.answered', [], 'settled'],
    ]);
  });

  it.each(['ERR_SEND_TOO_LATE', 'ERR_WITHDRAWN'] as const)(
    'shows no sending of a transaction that was withheld with %s',
    (code) => {
      expect(stepsOf(stored([notSent(code)], 1))).toEqual([
        ['opened', [], 'sending'],
        ['link.notSent', [], 'settled'],
      ]);
      expect(storedState(stored([notSent(code)], 1)).outcome).toMatchObject({
        kind: 'notProcessed',
        charged: 'no',
        failure: { code },
      });
    },
  );

  it('shows the attempt of a transaction that did not get out for another reason', () => {
    expect(stepsOf(stored([notSent('ERR_LINK_REFUSED')], 1))[0]).toEqual(['opened', ['transmit'], 'sending']);
  });

  it('leaves a transaction that was opened alone unknown after a restart: it was sent', () => {
    const restarted: TransactionEventPayload = { type: 'host.restarted', rebooted: false };
    expect(storedState(stored([restarted], 1))).toMatchObject({
      state: 'timedOut',
      tags: ['outcomeUnknown', 'abortable'],
    });
  });
});

describe('the journals of version 1 that were kept', () => {
  it.each(Object.keys(JOURNALS_V1))('(%s) are replayed to where they are folded, and nothing is sent twice', (name) => {
    const all = recordsOf(name);
    for (const id of new Set(all.map(({ transaction }) => transaction))) {
      const records = all.filter(({ transaction }) => transaction === id);
      const transaction = storedFrom(records);
      if (transaction === undefined) continue;
      const steps = replay(transaction);
      expect(steps.at(-1)?.state).toEqual(storedState(transaction));
      expect(steps).toHaveLength(records.length);
      const commands = steps.flatMap((taken) => taken.commands.map(({ type }) => type));
      expect(commands.filter((type) => type === 'transmit').length).toBeLessThanOrEqual(1);
    }
  });
});

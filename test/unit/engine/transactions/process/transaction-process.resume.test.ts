import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../../../adapters/ports/journal.port.ts';
import { storedFrom } from '../../../../../engine/journal/stored-transactions.ts';
import type { TransactionEventPayload } from '../../../../../machines/index.ts';
import { failure } from '../../../../../protocol/faults.ts';
import { settle, steppedClock } from '../../../../support/clock.ts';
import { recordsFor } from '../../../../support/stored-records.ts';
import { heldJournal, readAll } from '../../../../support/test-journals.ts';
import { resumeProcess, type ProcessOptions } from '../../../../support/engine/transaction-process.ts';
import { approval } from '../../../../support/transactions.ts';

const sent: TransactionEventPayload = { type: 'intent.stored' };
const lost: TransactionEventPayload = { type: 'link.lost', failure: failure('ERR_LINK_RESET') };
const answered: TransactionEventPayload = { type: 'poi.answered', result: approval, recovered: false };

/** The process of another run, which finds a transaction with these events. Nothing more is stored until it is released. */
function resume(events: readonly TransactionEventPayload[], options: ProcessOptions & { version?: 1 | 2 } = {}) {
  const { version = 2, ...others } = options;
  const records = recordsFor('a', events, { version });
  const stored = storedFrom(records);
  if (stored === undefined) throw new Error('the records are those of a transaction');
  const held = heldJournal();
  return { ...held, ...resumeProcess(held.journal, stored, others), records };
}

const storedIn = async (journal: Journal) =>
  (await readAll(journal)).map((record) => [record.seq, record.type === 'event' ? record.event : record.type]);

describe('a transaction that a process takes up from the journal', () => {
  it('is unknown at once, before the restart is stored: that is true whatever the disk does', async () => {
    const { store, entry, states, begun } = resume([sent, { type: 'link.written' }]);
    expect(store.unresolved.map(({ id }) => id)).toEqual(['a']);
    expect(states).toEqual(['timedOut']);
    expect(entry.state).toMatchObject({ failure: { code: 'ERR_HOST_RESTARTED' }, nextCheckAtMs: 1500 });
    await settle();
    expect(begun).toEqual([]);
  });

  it('has its commands carried out only when the restart is stored, and its request is never sent again', async () => {
    const { journal, clock, begun, release } = resume([sent, { type: 'link.written' }]);
    await clock.step(10_000, 500);
    expect(begun).toEqual([]);
    await release();
    await clock.step(1);
    expect(begun).toEqual(['askStatus']);
    expect((await storedIn(journal))[0]).toEqual([3, { type: 'host.restarted', rebooted: false, atMs: 0, upMs: 0 }]);
  });

  it('goes on when a disk that refused the restart takes it', async () => {
    const { clock, begun, release, failNext, states } = resume([sent, lost]);
    failNext(2);
    await release();
    await clock.step(1999, 999);
    expect(begun).toEqual([]);
    await clock.step(1501, 1);
    expect(begun).toEqual(['askStatus']);
    expect(states).toEqual(['timedOut', 'statusChecking']);
  });

  it('takes what happened meanwhile after the restart', async () => {
    const { journal, entry, release } = resume([sent, lost]);
    entry.send(answered);
    await settle();
    expect(entry.state.state).toBe('timedOut');
    await release();
    expect(entry.state.outcome).toMatchObject({ kind: 'approved', recovered: false });
    expect((await storedIn(journal)).map(([seq]) => seq)).toEqual([3, 4]);
  });

  it.each([
    ['the same run of the machine', 'boot-1', false],
    ['another run of the machine, which may have lost its power', 'boot-2', true],
  ])('knows by the boot id that this is %s', async (_, bootId, rebooted) => {
    const { journal, release } = resume([sent, lost], { bootId });
    await release();
    expect((await storedIn(journal))[0]).toEqual([3, expect.objectContaining({ type: 'host.restarted', rebooted })]);
  });

  it('was not processed when its intent was not on disk yet: nothing had left', async () => {
    const { journal, entry, begun, release } = resume([]);
    const notProcessed = { kind: 'notProcessed', charged: 'no', failure: { code: 'ERR_HOST_RESTARTED_UNSENT' } };
    expect(entry.state.outcome).toMatchObject(notProcessed);
    await release();
    expect(begun).toEqual([]);
    expect(await readAll(journal)).toMatchObject([{ seq: 1, settles: true, event: { type: 'host.restarted' } }]);
  });

  it('is unknown when a version opened it that sent it then', () => {
    expect(resume([], { version: 1 }).entry.state).toMatchObject({ state: 'timedOut' });
  });

  it('that is settled is reported as it is: nothing is stored and nothing is done', async () => {
    const { journal, entry, states, begun, clock, release } = resume([sent, answered]);
    expect(states).toEqual(['settled']);
    expect(entry.state.outcome).toMatchObject({ kind: 'approved' });
    await release();
    await clock.step(100_000, 10_000);
    expect(begun).toEqual([]);
    expect(await readAll(journal)).toEqual([]);
  });

  it('that is settled keeps a later answer as an orphan', async () => {
    const { journal, entry, release } = resume([sent, answered]);
    entry.send(answered);
    await release();
    expect(await readAll(journal)).toMatchObject([{ type: 'orphan', detail: { transaction: 'a' } }]);
  });

  it('that is stopped before the restart is stored does nothing more', async () => {
    const { clock, entry, begun, release } = resume([sent, lost]);
    entry.close();
    await release();
    await clock.step(100_000, 10_000);
    expect(begun).toEqual([]);
  });

  it.each(['now', 'upMs', 'setTimeout'] as const)(
    'stays unknown when something fails that was not foreseen (the clock, once, at %s), and is asked about',
    async (name) => {
      const clock = steppedClock();
      const works = clock[name];
      clock[name] = () => {
        clock[name] = works as never;
        throw new Error('a bug');
      };
      const { entry, begun, release, store } = resume([sent, { type: 'link.written' }], { clock });
      await release();
      expect(entry.state).toMatchObject({ state: 'timedOut', tags: ['outcomeUnknown', 'abortable'] });
      expect(store.unresolved.map(({ id }) => id)).toEqual(['a']);
      await clock.step(1500);
      expect(begun).toEqual(['askStatus']);
    },
  );
});

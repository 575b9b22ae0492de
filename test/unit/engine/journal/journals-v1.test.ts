import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOpen, readTransaction } from '../../../../engine/journal/stored-transactions.ts';
import { storedState } from '../../../../engine/transactions/transaction-reducer.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';
import { newFolder, openSqliteJournal } from '../../../compliance/sqlite.ts';
import { settle } from '../../../support/clock.ts';
import {
  fixtureFile,
  JOURNAL_FILES,
  JOURNALS_V1,
  recordsOf,
  type ExpectedJournal,
} from '../../../support/engine/journals-v1.ts';
import { never, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine } from '../../../support/test-engine.ts';
import { journalOf, readAll } from '../../../support/test-journals.ts';

const journals = Object.entries(JOURNALS_V1);

it('every journal of the fixtures is listed with what it holds', () => {
  expect(journals.map(([name]) => `${name}.jsonl`).toSorted()).toEqual(JOURNAL_FILES.toSorted());
});

describe.each(journals)('the journal of version 1: %s', (name, expected) => {
  it('folds to what version 0.1.0 said of each transaction', async () => {
    const journal = await journalOf(recordsOf(name));
    for (const [id, { outcome, state, tags, failure, nextCheckAtMs, abortRequested }] of transactionsOf(expected)) {
      const stored = await readTransaction(journal, parseTransactionId(id));
      if (stored === undefined) throw new Error(`no transaction ${id}`);
      const found = storedState(stored);
      expect(found).toMatchObject({ state, tags, abortRequested: abortRequested ?? false });
      expect(found.failure?.code).toBe(failure);
      expect(found.nextCheckAtMs).toBe(nextCheckAtMs);
      if (outcome === undefined) {
        expect(found.outcome).toBeUndefined();
        continue;
      }
      const { receipts = 0, hasResponse, failure: fault, runningServiceID, ...plain } = outcome;
      expect(found.outcome).toMatchObject(plain);
      expect(found.outcome?.runningServiceId).toBe(runningServiceID);
      expect(found.outcome?.receipts).toHaveLength(receipts);
      expect(found.outcome?.response !== undefined).toBe(hasResponse);
      expect(found.outcome?.failure?.code).toBe(fault);
    }
  });

  it('lists exactly the open ones and the orphans that were not dismissed', async () => {
    const open = await readOpen(await journalOf(recordsOf(name)));
    const isOpen = ([, { isOpen: open_ }]: readonly [string, { isOpen: boolean }]) => open_;
    expect(open.transactions.map(({ input }) => input.id).toSorted()).toEqual(
      transactionsOf(expected)
        .filter(isOpen)
        .map(([id]) => id)
        .toSorted(),
    );
    expect(open.orphans.map(({ transaction }) => transaction).toSorted()).toEqual(
      Object.entries(expected.orphans ?? {})
        .filter(isOpen)
        .map(([id]) => id)
        .toSorted(),
    );
  });
});

function transactionsOf({ transactions }: ExpectedJournal) {
  return Object.entries(transactions);
}

describe('an engine that is started on a journal of version 1', () => {
  const opened = journals.filter(([, expected]) => transactionsOf(expected).some(([, { isOpen }]) => isOpen));

  it.each(opened)(
    '%s: holds each open transaction unresolved at once, asks for its status and sends nothing else',
    async (name, expected) => {
      const open = transactionsOf(expected).filter(([, { isOpen }]) => isOpen);
      const records = recordsOf(name);
      const poiids = new Set(records.flatMap((record) => (record.type === 'opened' ? [record.input.POIID] : [])));
      const asked: string[] = [];
      const behave: Behaviour = ({ category, message }) => {
        const status = message['TransactionStatusRequest'] as { MessageReference?: { ServiceID?: string } } | undefined;
        asked.push(`${category} ${status?.MessageReference?.ServiceID}`);
        return never;
      };
      const terminals = [...poiids].map((poiid) => ({ poiid, host: '192.0.2.1' }));
      const { engine, clock } = await createTestEngine(behave, { terminals, journal: await journalOf(records) });
      expect(
        engine
          .unresolved()
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(open.map(([id]) => id).toSorted());
      for (const state of engine.unresolved()) {
        expect(state.tags).toContain('outcomeUnknown');
        expect(engine.terminal(state.poiid).state.work).toBe('quarantined');
      }
      await settle();
      await clock.step(2000, 500);
      const serviceIds = records.flatMap((record) =>
        record.type === 'opened' && open.some(([id]) => id === record.transaction) ? [record.input.ServiceID] : [],
      );
      expect(asked.toSorted()).toEqual(serviceIds.map((serviceId) => `TransactionStatus ${serviceId}`).toSorted());
    },
  );
});

describe('a SQLite file of version 1', () => {
  it.each([
    ['closed in good order', 'day', ['day.db']],
    ['left by a killed process, its last records in the -wal file', 'killed', ['killed.db', 'killed.db-wal']],
  ])('that was %s holds the same records', async (_, name, files) => {
    const folder = newFolder();
    for (const file of files) copyFileSync(fixtureFile(file), join(folder, file));
    const journal = await openSqliteJournal(join(folder, `${name}.db`));
    const records = await readAll(journal);
    await journal.close();
    expect(records).toEqual(recordsOf(name));
  });
});

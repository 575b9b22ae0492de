import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { readHistory } from '../../../../adapters/journal/history/scan-history.ts';
import type { Journal } from '../../../../adapters/ports/journal.port.ts';
import { parseTransactionId } from '../../../../protocol/ids.ts';
import { happened, newer, taken } from '../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal } from '../../../compliance/sqlite.ts';

const record = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    seq: fc.nat(5),
    atMs: fc.nat(20),
    settles: fc.constantFrom(undefined, true as const),
  })
  .map(({ name, seq, atMs, settles }) => happened(name, seq, { atMs, ...(settles && { settles }) }));

const step = fc.oneof(
  { weight: 8, arbitrary: fc.array(record, { maxLength: 3 }).map((records) => ({ kind: 'append' as const, records })) },
  { weight: 1, arbitrary: fc.nat(20).map((beforeMs) => ({ kind: 'prune' as const, beforeMs })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
);

const codeOf = (error: unknown) => (error as { code: string }).code;

/** Nothing is forgotten before there are newer ones. */
async function pruneAll(journal: Journal, beforeMs: number): Promise<number> {
  await journal.append(newer(20)).catch(codeOf);
  return journal.prune(beforeMs);
}

async function contentsOf(journal: Journal) {
  return {
    all: await taken(journal.read()),
    open: await taken(journal.readOpen()),
    ofA: await taken(journal.read(parseTransactionId('a'))),
    history: await taken(readHistory(journal, {})),
    some: await taken(
      readHistory(journal, { fromMs: 5, after: { createdAtMs: 15, transaction: parseTransactionId('b') } }),
    ),
  };
}

it.skipIf(driver === undefined)(
  'the SQLite journal and the memory journal agree, whatever is done to them',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const path = join(newFolder(), 'journal.db');
        const memory = memoryJournal();
        let sqlite = await openSqliteJournal(path);
        for (const todo of steps) {
          if (todo.kind === 'reopen') {
            await sqlite.close();
            sqlite = await openSqliteJournal(path);
            continue;
          }
          const run = (journal: Journal): Promise<unknown> =>
            (todo.kind === 'append' ? journal.append(todo.records) : pruneAll(journal, todo.beforeMs)).catch(codeOf);
          expect(await run(sqlite)).toEqual(await run(memory));
        }
        expect(await contentsOf(sqlite)).toEqual(await contentsOf(memory));
        await sqlite.close();
      }),
      { numRuns: 40 },
    );
  },
);

import { join } from 'node:path';
import { describe } from 'vitest';
import { memoryJournal } from '../../adapters/journal/memory-journal.ts';
import { journalCompliance } from './journal.ts';
import { drivers, newFolder, openSqliteJournal } from './sqlite.ts';

describe('the memory journal', () => {
  journalCompliance(() => Promise.resolve(memoryJournal()));
});

for (const name of ['node:sqlite', 'better-sqlite3'] as const) {
  describe.skipIf(drivers[name] === undefined)(`the SQLite journal over ${name}`, () => {
    journalCompliance(() => openSqliteJournal(join(newFolder(), 'journal.db'), { driver: name }));
  });
}

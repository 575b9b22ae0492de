import type { Journal, JournalReader } from '../ports/journal.port.ts';
import { groupAppends } from './group-appends.ts';
import { sizeOf } from './private-file.ts';
import { fromText, journalClosed, toRow } from './records.ts';
import type { OpenParams, Testing } from './sqlite-calls.ts';
import type { SqliteDriverName } from './sqlite-driver.ts';
import { inUse } from './sqlite-owner.ts';
import { realJournalPath } from './sqlite-path.ts';
import { journalConfigError } from './sqlite-errors.ts';
import type { Cursor, Pages } from './sqlite-store.ts';
import { startSqliteThread, type SqliteThread } from './sqlite-thread.ts';

export type { SqliteDriverName } from './sqlite-driver.ts';

export interface SqliteJournalOptions {
  /** Which SQLite to use. Default: that of Node.js where it has one, else the package better-sqlite3. */
  readonly driver?: SqliteDriverName | undefined;
  /** The file of `tenderline/journal-worker`, for a bundle in which it is not found by itself (docs/bundling.md). */
  readonly worker?: string | URL | undefined;
  /** @internal */
  readonly testing?: Testing;
}

/** The journals that this process owns, by their real path. Shared by all copies of this package in the thread. */
const HELD = Symbol.for('tenderline.journals');

/**
 * Opens the journal in a SQLite file and becomes its owner until it is closed or the process ends; a missing file is created,
 * for this user only. SQLite works in a thread of its own: the event loop never waits for the disk.
 *
 * A journal that is open does not keep the process alive; an append that is under way does.
 *
 * @param path of the file; its folder must exist, on a disk of this machine
 * @throws {JournalInUseError} when another till owns the file
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL_DRIVER` when there is no SQLite; `ERR_CONFIG_JOURNAL_WORKER` when a bundle has no file
 *   of its thread; `ERR_CONFIG_JOURNAL` when the file is not a sound
 *   journal of this version or an older one, or cannot be opened. A refused file is left unchanged.
 */
export async function openSqliteJournal(path: string, options: SqliteJournalOptions = {}): Promise<Journal> {
  const real = await realJournalPath(path);
  const held = heldHere();
  if (held.has(real)) throw inUse(real, process.pid);
  held.add(real);
  const thread = await startSqliteThread(openParams(real, 'owner', options), options.worker).catch((error: unknown) => {
    held.delete(real);
    throw error;
  });
  void thread.ended.then(() => held.delete(real));

  const appends = groupAppends((group) => thread.call('append', group));
  const { reader, assertOpen } = readerOf(thread, () => appends.idle());
  return {
    ...reader,
    async append(records) {
      assertOpen();
      const rows = records.map(toRow);
      if (rows.length > 0) await appends.add(rows);
    },
    async prune(settledBeforeMs) {
      let total = 0;
      for (;;) {
        assertOpen();
        // In small steps, so that appends run in between.
        const forgotten = await thread.call('prune', { settledBeforeMs });
        if (forgotten === 0) return total;
        total += forgotten;
      }
    },
  };
}

/**
 * Opens a journal for reading, at any time: while its owner runs, after it crashed, or after it was closed. Writes nothing and creates
 * no file.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`, `ERR_CONFIG_JOURNAL_DRIVER`
 */
export async function openSqliteJournalReader(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<JournalReader> {
  const real = await realJournalPath(path);
  if (sizeOf(real) === undefined) throw journalConfigError(real, 'a journal', 'no file', 'check the path');
  return readerOf(await startSqliteThread(openParams(real, 'reader', options), options.worker)).reader;
}

function readerOf(thread: SqliteThread, idle: () => Promise<void> = () => Promise.resolve()) {
  let closing: Promise<void> | undefined;

  const assertOpen = () => {
    if (closing !== undefined) throw journalClosed();
  };

  async function* itemsOf(pages: Pages): AsyncGenerator<string> {
    let cursor: Cursor;
    do {
      assertOpen();
      const page = await thread.call('page', { pages, cursor });
      for (const item of page.items) {
        assertOpen();
        yield item;
      }
      cursor = page.next;
    } while (cursor !== undefined);
  }

  const reader: JournalReader = {
    async *read(transaction) {
      const pages: Pages = transaction === undefined ? { of: 'all' } : { of: 'stored', transaction };
      for await (const text of itemsOf(pages)) yield fromText(text);
    },
    async *readOpen() {
      for await (const transaction of itemsOf({ of: 'open' })) {
        for await (const text of itemsOf({ of: 'sequence', transaction })) yield fromText(text);
      }
    },
    close() {
      closing ??= idle().then(() => thread.close());
      return closing;
    },
  };
  return { reader, assertOpen };
}

function openParams(path: string, role: OpenParams['role'], { driver, testing }: SqliteJournalOptions): OpenParams {
  return { path, role, driver, testing, ownedHere: heldHere().has(path) };
}

function heldHere(): Set<string> {
  const shared = globalThis as { [HELD]?: Set<string> };
  shared[HELD] ??= new Set();
  return shared[HELD];
}

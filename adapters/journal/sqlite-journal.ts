import { setTimeout } from 'node:timers/promises';
import type { Journal, JournalReader } from '../ports/journal.port.ts';
import type { BackedUp } from './file/back-up.ts';
import { checkTipOfNone, checkWalOfNone } from './file/check-tip.ts';
import { groupAppends } from './group-appends.ts';
import { sizeOf } from './private-file.ts';
import { assertMoment, toRow } from './records.ts';
import type { Opened, OpenParams, Testing } from './sqlite-calls.ts';
import type { SqliteDriverName } from './sqlite-driver.ts';
import { inUse } from './sqlite-owner.ts';
import { realJournalPath } from './sqlite-path.ts';
import { journalConfigError } from './sqlite-errors.ts';
import { readerOf } from './sqlite-reading.ts';
import { startSqliteThread, type SqliteThread } from './sqlite-thread.ts';
import { readTip, tipPathOf } from './tip/tip-file.ts';
import type { Acceptance, Accepted } from './store/record-acceptance.ts';
import type { PruneProgress } from './store/sqlite-prune.ts';

export type { SqliteDriverName } from './sqlite-driver.ts';

/** How a journal in a file is opened. */
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
/** Those of them that are being closed, and what resolves when the file is free. */
const CLOSING = new Map<string, Promise<void>>();
/** For how long who opens waits for that: a disk that hangs must not hang the next till. */
const CLOSING_MS = 5000;

/**
 * Opens the journal in a SQLite file and becomes its owner until it is closed or the process ends; a missing file is created,
 * for this user only. SQLite works in a thread of its own: the event loop never waits for the disk.
 *
 * A journal that is open does not keep the process alive; an append that is under way does.
 *
 * @param path of the file, without white space at its end; its folder must exist, on a disk of this machine
 * @throws {JournalInUseError} when another till owns the file
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL_DRIVER` when there is no SQLite; `ERR_CONFIG_JOURNAL_WORKER` when a bundle has no file
 *   of its thread; `ERR_CONFIG_JOURNAL` when the file is not a sound
 *   journal of this version or an older one, or cannot be opened. A refused file is left unchanged.
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK` when the file has less than was acknowledged, or it is not known whether it has;
 *   see `acceptSqliteJournal`
 */
export async function openSqliteJournal(path: string, options: SqliteJournalOptions = {}): Promise<Journal> {
  const real = await realJournalPath(path);
  const opened = await openAsOwner(real, options);
  const { thread } = opened;
  const appends = groupAppends((group) => thread.call('append', group));
  const { reader, assertOpen } = readerOf(opened, () => appends.idle());
  return {
    ...reader,
    close() {
      if (heldHere().has(real)) CLOSING.set(real, thread.ended);
      return reader.close();
    },
    async append(records) {
      assertOpen();
      const rows = records.map(toRow);
      if (rows.length > 0) await appends.add(rows);
    },
    async prune(settledBeforeMs, now) {
      assertMoment(settledBeforeMs);
      let total = 0;
      let progress: PruneProgress | undefined;
      do {
        assertOpen();
        // In small steps, so that appends run in between.
        const { forgotten, next } = await thread.call('prune', { settledBeforeMs, now, progress });
        total += forgotten;
        progress = next;
      } while (progress !== undefined);
      return total;
    },
  };
}

/**
 * Opens a journal for reading, at any time: while its owner runs, after it crashed, or after it was closed. Writes nothing and creates
 * no file beside it.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`, `ERR_CONFIG_JOURNAL_DRIVER`
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export async function openSqliteJournalReader(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<JournalReader> {
  return readerOf(await startReading(path, options)).reader;
}

async function startReading(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'>,
): Promise<Opened & { thread: SqliteThread }> {
  const real = await realJournalPath(path);
  if (sizeOf(real) === undefined) {
    checkTipOfNone(real, readTip(real));
    throw journalConfigError(real, 'a journal', 'no file', 'check the path');
  }
  return startSqliteThread(openParams(real, 'reader', options), options.worker);
}

/**
 * Writes a consistent copy of a journal, at any time, also while its owner runs. The copy is for this user only, and was opened and checked
 * as a whole. It has no tip: a till that is to use it needs it to be accepted (`acceptSqliteJournal`).
 *
 * @param target does not exist: nothing is overwritten
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`, `ERR_CONFIG_JOURNAL_DRIVER`
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`; `ERR_JOURNAL_FULL`, `ERR_JOURNAL_IO` when the disk does not take it
 */
export async function backUpSqliteJournal(
  path: string,
  target: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<BackedUp> {
  const to = await realJournalPath(target);
  const { thread } = await startReading(path, options);
  try {
    return await thread.call('backUp', to);
  } finally {
    await thread.close();
  }
}

/**
 * Whether the file of a journal is sound as a whole: its structure, and the number of its records. Changes nothing.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when it is not
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export async function checkSqliteJournal(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<void> {
  const { thread } = await startReading(path, options);
  try {
    await thread.call('checkSound', null);
  } finally {
    await thread.close();
  }
}

/**
 * Whether a journal may begin where there is no file, or an empty one: nothing of an earlier one stands beside it.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export async function checkNewSqliteJournal(path: string): Promise<void> {
  const real = await realJournalPath(path);
  if (sizeOf(real)) return; // a till has just begun it
  checkWalOfNone(real);
  checkTipOfNone(real, readTip(real));
}

/**
 * Takes a journal as it is, on the word of a person who has found out what became of what is missing: one that was refused with
 * `ERR_JOURNAL_ROLLED_BACK` can be opened again, and transactions that are damaged no longer count as open. It is recorded in the
 * journal. Ids that only the lost records knew are new ones from then on; those of damaged transactions stay used.
 *
 * @throws as `openSqliteJournal`, apart from `ERR_JOURNAL_ROLLED_BACK`: a file that SQLite finds damaged cannot be accepted
 */
export async function acceptSqliteJournal(
  path: string,
  acceptance: Acceptance,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<Accepted> {
  const real = await realJournalPath(path);
  if (sizeOf(real) === undefined && sizeOf(tipPathOf(real)) === undefined) {
    throw journalConfigError(real, 'a journal', 'no file', 'check the path');
  }
  const { thread, accepted } = await openAsOwner(real, options, acceptance);
  await thread.close();
  if (accepted === null) throw new Error('an owner who accepts has accepted');
  return accepted;
}

async function openAsOwner(
  path: string,
  options: SqliteJournalOptions,
  acceptance?: Acceptance,
): Promise<Opened & { thread: SqliteThread }> {
  // An engine that was closed in a hurry may have left its journal to close behind it.
  await inTime(CLOSING.get(path), CLOSING_MS);
  const held = heldHere();
  if (held.has(path)) throw inUse(path, process.pid);
  held.add(path);
  try {
    const opened = await startSqliteThread({ ...openParams(path, 'owner', options), acceptance }, options.worker);
    void forget(path, opened.thread.ended);
    return opened;
  } catch (error) {
    held.delete(path);
    throw error;
  }
}

async function forget(path: string, ended: Promise<void>): Promise<void> {
  await ended;
  heldHere().delete(path);
  CLOSING.delete(path);
}

/** Resolves when the work has ended, or the time is over. */
async function inTime(work: Promise<void> | undefined, ms: number): Promise<void> {
  if (work === undefined) return;
  const leave = new AbortController();
  await Promise.race([work, setTimeout(ms, undefined, { signal: leave.signal }).catch(() => {})]);
  leave.abort();
}

function openParams(path: string, role: OpenParams['role'], { driver, testing }: SqliteJournalOptions): OpenParams {
  return { path, role, driver, testing, ownedHere: heldHere().has(path), acceptance: undefined };
}

function heldHere(): Set<string> {
  const shared = globalThis as { [HELD]?: Set<string> };
  shared[HELD] ??= new Set();
  return shared[HELD];
}

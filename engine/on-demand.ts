/**
 * The calls of the package that load their code when they are made: a program that imports the package for a type, an error or a schema
 * loads no network, no disk, no RxJS and no XState. What a call gives back is complete: nothing is loaded between an intent and its
 * sending, so that a full disk or a package that is replaced under a running till cannot end a payment, or its recovery.
 */
import { loadOnce } from '../adapters/load-once.ts';
import type { SqliteJournalOptions } from '../adapters/journal/sqlite-journal.ts';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal, JournalReader } from '../adapters/ports/journal.port.ts';
import type { Check } from './doctor/check.ts';
import type { MachineOptions } from './doctor/machine-report.ts';
import type { Engine } from './engine.ts';
import type { InspectedJournal } from './inspect-journal.ts';
import type { JournalView } from './journal-reader.ts';
import type { EngineOptions } from './options/engine-options.ts';

/**
 * Creates an engine and resumes what an earlier process left open: those transactions are checked, and nothing is sent again.
 *
 * @throws {ConfigError} naming the option, what was expected and what was found
 * @throws {JournalError} when the journal cannot be read. What is damaged in it does not keep the engine from starting: see `unresolved`
 */
export async function createEngine(given: EngineOptions): Promise<Engine> {
  const { createEngine: create } = await import('./create-engine.ts');
  return create(given);
}

/**
 * Looks at the machine of a till: the way to the platform, the listener, the journal, the versions. Beside a running till too: it takes
 * possession of nothing. The port of a listener is bound for a moment.
 */
export async function diagnoseMachine(options: MachineOptions): Promise<readonly Check[]> {
  const { diagnoseMachine: diagnose } = await import('./doctor/machine-report.ts');
  return diagnose(options);
}

/**
 * Forgets what was settled longer ago than that in the journal of a till that does not run, as far as the journal bears the clock out.
 *
 * @param journal the path of the SQLite file, which exists; or a journal that this process owns, which stays open
 * @param olderThanMs milliseconds, from 0
 * @throws {InputError} `ERR_INPUT_PRUNE`
 * @throws {JournalError} `ERR_JOURNAL_CLOCK`
 * @throws {JournalInUseError} when a till owns the file
 */
export async function pruneJournal(journal: string | Journal, olderThanMs: number): Promise<number> {
  const { pruneJournal: prune } = await import('./journal/prune.ts');
  return prune(journal, olderThanMs);
}

/**
 * Opens the journal of a till for reading, also while the till runs.
 *
 * @param path of the SQLite file
 * @throws {JournalError} when there is none or it cannot be read; every method rejects with `ERR_JOURNAL_CORRUPT` where a record
 *   that it needs is damaged
 */
export async function openJournalReader(
  path: string,
  options?: Pick<SqliteJournalOptions, 'driver' | 'worker'>,
): Promise<JournalView> {
  const { openJournalReader: open } = await import('./journal-reader.ts');
  return open(path, options);
}

/** The same for any journal. Closing the reader closes the journal. */
export function journalView(journal: JournalReader): JournalView {
  const view = loadOnce(async () => (await import('./journal-reader.ts')).journalView(journal));
  return {
    async *list(options) {
      yield* (await view()).list(options);
    },
    transactions: async (request) => (await view()).transactions(request),
    totals: async (period) => (await view()).totals(period),
    get: async (id) => (await view()).get(id),
    history: async (id) => (await view()).history(id),
    check: async () => (await view()).check(),
    orphans: async () => (await view()).orphans(),
    close: () => journal.close(),
  };
}

/** Opens the journal of a till to look at it. @throws {JournalError} as `openJournalReader` */
export async function inspectJournal(
  path: string,
  options?: Pick<SqliteJournalOptions, 'driver' | 'worker'>,
): Promise<InspectedJournal> {
  const { inspectJournal: open } = await import('./inspect-journal.ts');
  return open(path, options);
}

/**
 * The same for any journal. Closing it closes the journal.
 *
 * @param clock by which `follow` looks once a second for what a till has stored meanwhile; default: that of the system
 */
export function inspectedJournal(journal: JournalReader, clock?: Clock): InspectedJournal {
  const inspected = loadOnce(async () => (await import('./inspect-journal.ts')).inspectedJournal(journal, clock));
  return {
    overview: async () => (await inspected()).overview(),
    transaction: async (id) => (await inspected()).transaction(id),
    follow(onChanges, onThere) {
      let isOver = false;
      let end: (() => void) | undefined;
      const begin = ({ follow }: InspectedJournal) => {
        if (!isOver) end = follow?.(onChanges, onThere);
      };
      inspected().then(begin, () => onThere?.(false));
      return () => {
        isOver = true;
        end?.();
      };
    },
    close: () => journal.close(),
  };
}

import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import { readHistory } from '../../adapters/journal/history/scan-history.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { errorCode } from '../../errors.ts';
import { handled } from '../runtime/containment.ts';

/** Whether the engine can work. While the journal fails, new transactions are refused and answers are held in memory. */
export interface Health {
  readonly journal: 'ok' | 'failing';
  /** Error code of the failure; `ERR_JOURNAL_OVERDUE` while the journal does not answer. */
  readonly code?: string;
}

/** After how many milliseconds an append or a read that has not ended counts as a failure: a disk needs milliseconds. */
export const OVERDUE_MS = 5000;

/**
 * A journal whose health follows from its appends and reads; one that throws, against its contract, counts as one that rejects.
 */
export function withHealth(
  journal: SharedJournal,
  clock: Clock = systemClock,
): { readonly journal: SharedJournal; readonly health$: Observable<Health> } {
  const health = new BehaviorSubject<Health>({ journal: 'ok' });
  /** The calls under way, each with the timer that notices when it takes too long. */
  const timers = new Map<object, unknown>();
  const overdue = new Set<object>();

  const failed = (code: string) => health.next({ journal: 'failing', code });
  const succeeded = () => {
    if (overdue.size === 0) health.next({ journal: 'ok' });
  };

  /** Awaits a call of the journal. */
  async function watch<T>(call: () => T | PromiseLike<T>): Promise<T> {
    const token = {};
    const onOverdue = () => {
      overdue.add(token);
      failed('ERR_JOURNAL_OVERDUE');
    };
    timers.set(token, clock.setTimeout(onOverdue, OVERDUE_MS));
    try {
      return await call();
    } catch (error) {
      failed(errorCode(error) ?? 'unknown');
      throw error;
    } finally {
      overdue.delete(token);
      clock.clearTimeout(timers.get(token));
      timers.delete(token);
    }
  }

  async function* watchList<T>(list: () => AsyncIterable<T>): AsyncGenerator<T> {
    const items = await watch(() => {
      const given = list();
      handled(given);
      return given[Symbol.asyncIterator]();
    });
    try {
      for (let next = await watch(() => items.next()); next.done !== true; next = await watch(() => items.next())) {
        yield next.value;
      }
      succeeded();
    } finally {
      // Not awaited: who reads no further does not depend on how the list ends.
      void items.return?.().catch(() => {});
    }
  }

  return {
    health$: health.pipe(distinctUntilChanged((a, b) => a.journal === b.journal && a.code === b.code)),
    journal: {
      append: async (records) => {
        await watch(() => journal.append(records));
        succeeded();
      },
      read: (transaction) => watchList(() => journal.read(transaction)),
      readOpen: () => watchList(() => journal.readOpen()),
      // One that has no index is read as a whole, through `read`.
      ...(journal.readHistory && { readHistory: (query) => watchList(() => readHistory(journal, query)) }),
      ...sharedMembers(journal, watchList),
      prune: async (settledBeforeMs, now) => journal.prune(settledBeforeMs, now),
      close: async () => {
        for (const timer of timers.values()) clock.clearTimeout(timer);
        health.complete();
        await journal.close();
      },
    },
  };
}

/** What a journal has that several engines share. */
function sharedMembers(
  journal: SharedJournal,
  watchList: <T>(list: () => AsyncIterable<T>) => AsyncIterable<T>,
): Pick<SharedJournal, 'readOpenOf' | 'readAfter' | 'position' | 'onRecords'> {
  const readOpenOf = journal.readOpenOf?.bind(journal);
  const readAfter = journal.readAfter?.bind(journal);
  const position = journal.position?.bind(journal);
  const onRecords = journal.onRecords?.bind(journal);
  return {
    ...(readOpenOf && { readOpenOf: (poiid) => watchList(() => readOpenOf(poiid)) }),
    ...(readAfter && { readAfter: (after) => watchList(() => readAfter(after)) }),
    ...(position && { position }),
    ...(onRecords && { onRecords }),
  };
}

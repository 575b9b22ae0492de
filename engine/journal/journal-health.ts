import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import { errorCode } from '../../errors.ts';

/** Whether the engine can work. While the journal fails, new transactions are refused and answers are held in memory. */
export interface Health {
  readonly journal: 'ok' | 'failing';
  /** Error code of the failure. */
  readonly code?: string;
}

/** A journal whose health follows from its appends; one that throws, against its contract, counts as one that rejects. */
export function withHealth(journal: Journal): { readonly journal: Journal; readonly health$: Observable<Health> } {
  const health = new BehaviorSubject<Health>({ journal: 'ok' });
  return {
    health$: health.pipe(distinctUntilChanged((a, b) => a.journal === b.journal && a.code === b.code)),
    journal: {
      append: async (records) => {
        try {
          await journal.append(records);
        } catch (error) {
          health.next({ journal: 'failing', code: errorCode(error) ?? 'unknown' });
          throw error;
        }
        health.next({ journal: 'ok' });
      },
      read: (transaction) => journal.read(transaction),
      readOpen: () => journal.readOpen(),
      prune: async (settledBeforeMs, now) => journal.prune(settledBeforeMs, now),
      close: async () => {
        await journal.close();
        health.complete();
      },
    },
  };
}

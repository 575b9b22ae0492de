import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import type { Damage } from './damage.ts';
import { OVERDUE_MS } from './journal-health.ts';
import { lookUpTransaction, type StoredTransaction } from './stored-transactions.ts';
import { describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { retry, Timers } from '../runtime/timers.ts';

export interface LookUpDependencies {
  readonly journal: Pick<Journal, 'read' | 'readOpen'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Reads the journal until that succeeds: its content decides whether anything may be sent, so nothing is concluded before.
 *
 * @param onDelay called with the reason while it does not succeed
 * @returns `undefined` when the journal has no such transaction, or the signal aborted first
 */
export async function lookUp(
  { journal, clock, log }: LookUpDependencies,
  id: TransactionId,
  signal: AbortSignal,
  onDelay: (reason: Failure) => void,
): Promise<StoredTransaction | Damage | undefined> {
  const overdue = new Timers<'overdue'>(clock);
  overdue.arm('overdue', OVERDUE_MS, () => onDelay(failure('ERR_JOURNAL_OVERDUE')));
  const end = () => overdue.disarmAll();
  signal.addEventListener('abort', end, { once: true });
  const onFailure = (error: unknown) => {
    logEvent(log, 'journal.notRead', { error: describeError(error) });
    onDelay(failure('ERR_JOURNAL_OVERDUE', describeError(error)));
  };
  try {
    return await retry(clock, signal, () => lookUpTransaction(journal, id), onFailure);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

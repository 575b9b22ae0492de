import {
  displayMessage,
  transactionToJson,
  type DisplayLocale,
  type DisplayProgress,
  type Outcome,
  type Transaction,
  type TransactionState,
  type TransactionStateName,
  type Unresolved,
} from '../../index.ts';
import { displayMembers } from '../output/format-notification.ts';
import { formatState, formatWait } from '../output/format-state.ts';
import type { Output } from '../output/output.ts';
import { reportUnexpected } from '../output/report-error.ts';
import type { TransactionKind } from '../stored/transaction-kind.ts';
import { waitForLastSteps } from './last-steps.ts';

export interface WatchOptions {
  readonly output: Output;
  readonly kind: TransactionKind;
  /** The language of the steps of the terminal. Default `en`. */
  readonly locale?: DisplayLocale | undefined;
  /**
   * What SIGINT (Ctrl-C) and SIGTERM do. `abort` asks the terminal to stop and goes on waiting, because only the terminal knows
   * which came first; a second signal ends the wait. `leave` ends the wait and changes nothing.
   */
  readonly interrupt: 'abort' | 'leave';
  /** Called when the transaction has to wait in the queue. */
  readonly onQueued?: () => void;
}

/**
 * Prints the progress of a transaction until it is settled, or until its fast checks are used up and staff must look.
 *
 * A wait that ends early returns `unresolved`. So does an uncaught exception, because a bug must not look like `declined`.
 */
export function watchTransaction(transaction: Transaction, options: WatchOptions): Promise<Outcome | Unresolved> {
  const { output, kind } = options;
  return new Promise((resolve) => {
    const reportState = stateReporter(options);
    let interrupts = 0;

    const end = (outcome: Outcome | Unresolved) => {
      subscription.unsubscribe();
      progress.unsubscribe();
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('uncaughtException', giveUpOn);
      output.stopWaiting();
      resolve(outcome);
    };
    const giveUp = () => void transaction.outcome(1).then(end);
    const interrupt = () => {
      interrupts += 1;
      if (interrupts > 1 || options.interrupt === 'leave') {
        giveUp();
        return;
      }
      const { state } = transaction;
      if (state.outcome !== undefined) return;
      // A transaction in the queue was not sent: it is withdrawn, and that is its outcome.
      if (state.state !== 'queued') {
        output.notice(
          `Asked ${state.poiid} to stop. Waiting for what really happened; once more ends the wait without knowing it.`,
        );
        output.waitFor(formatWait({ ...state, abortRequested: true }, kind));
      }
      transaction.abort();
    };
    const giveUpOn = (error: unknown) => {
      reportUnexpected(error, output);
      giveUp();
    };

    process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('uncaughtException', giveUpOn);
    const progress = transaction.display$.subscribe(progressReporter(transaction, options));
    // The first state comes before `subscribe` returns, and may be the last: `end` runs later in any case.
    const subscription = transaction.state$.subscribe((state) => {
      reportState(state);
      if (state.outcome !== undefined)
        void waitForLastSteps(transaction).then(async () => end(await transaction.settled()));
      else if (state.tags.includes('needsAttention')) giveUp();
    });
  });
}

/** Prints each change of state once for programs, and each new sentence once for people. */
function stateReporter({ output, kind, onQueued }: WatchOptions): (state: TransactionState) => void {
  const printed = new Set<string>();
  let last: TransactionStateName | undefined;
  return (state) => {
    const before = last;
    last = state.state;
    if (state.state !== before) {
      const { id: transaction, outcome: _, ...members } = transactionToJson(state);
      output.emit({ type: 'state', transaction, ...members });
      const isNew = before === undefined || before === 'queued';
      // A transaction that is queued, or was settled all along, has no request on the wire to name.
      if (isNew && state.state !== 'queued' && state.state !== 'settled') {
        output.print(output.paint('dim', `  transaction ${transaction}, ServiceID ${state.serviceId}`));
      }
      const sentence = formatState(state, kind);
      if (!printed.has(sentence)) output.print(`  ${output.paint('dim', state.state.padEnd(15))} ${sentence}`);
      printed.add(sentence);
      if (state.state === 'queued') onQueued?.();
    }
    if (state.state !== 'settled') output.waitFor(formatWait(state, kind));
  };
}

/** Prints the steps of the terminal. Its subscription ends with the outcome, so that no step is printed after that. */
function progressReporter(
  transaction: Transaction,
  { output, kind, locale = 'en' }: WatchOptions,
): (progress: DisplayProgress) => void {
  return (progress) => {
    output.emit({ type: 'display', transaction: transaction.id, ...displayMembers(progress, locale) });
    output.print(`  ${output.paint('dim', 'terminal'.padEnd(15))} ${displayMessage(progress.event, locale)}`);
    output.waitFor(formatWait(transaction.state, kind));
  };
}

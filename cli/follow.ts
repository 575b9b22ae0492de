import type { DisplayProgress, Outcome, Transaction, TransactionState, Unresolved } from '../index.ts';
import { displayMessage, type DisplayLocale } from '../protocol/index.ts';
import type { Output } from './output.ts';
import { lastStepsShown, progressMembers } from './progress.ts';
import { describeState, describeWait } from './state-words.ts';
import type { Subject } from './subject.ts';

export interface FollowOptions {
  readonly output: Output;
  readonly subject: Subject;
  /** The language of what the terminal shows. Default English. */
  readonly locale?: DisplayLocale | undefined;
  /**
   * What Ctrl-C (and SIGTERM) does. `abort` asks the terminal to stop, and the wait goes on: only the terminal knows who was
   * faster; a second one ends the wait. `leave` ends the wait and changes nothing.
   */
  readonly interrupt: 'abort' | 'leave';
  /** It was taken up from the journal: the first thing it says is where it stood in an earlier process. */
  readonly takenUp: boolean;
  /** Called when it has to wait in line. */
  readonly onQueued?: () => void;
}

/**
 * Shows a transaction until it is settled, or until its fast checks are used up and staff must look.
 *
 * A wait that is ended early gives `unresolved`. So does a bug that nobody caught: an exit code must not say `declined` by accident.
 */
export function followToTheEnd(transaction: Transaction, options: FollowOptions): Promise<Outcome | Unresolved> {
  const { output, subject, takenUp } = options;
  return new Promise((resolve) => {
    const tell = stateTeller(options);
    let interrupts = 0;
    let isChecked = false;

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
      // What waits in line was not sent: it is withdrawn, and that is its outcome.
      if (state.state !== 'queued') {
        output.notice(
          `Asked ${state.poiid} to stop. Waiting for what really happened; once more ends the wait without knowing it.`,
        );
        output.waitFor(describeWait({ ...state, abortRequested: true }, subject));
      }
      transaction.abort();
    };
    const giveUpOn = (error: unknown) => {
      output.notice(
        `tenderline: unexpected: ${error instanceof Error ? error.message : 'an error of an unknown kind'}`,
      );
      giveUp();
    };

    process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('uncaughtException', giveUpOn);
    const progress = transaction.display$.subscribe(progressTeller(transaction, options));
    // The first state comes before `subscribe` returns, and may be the last: then `end` waits for its turn.
    const subscription = transaction.state$.subscribe((state) => {
      // Nothing that was taken up is in flight any more: it is about to be asked about.
      if (takenUp && state.tags.includes('inFlight')) return;
      tell(state);
      // What stalled in an earlier process is asked about anew, so only a stall that comes after that counts.
      const needsAttention = state.tags.includes('needsAttention');
      isChecked ||= !takenUp || !needsAttention;
      if (state.outcome !== undefined)
        void lastStepsShown(transaction).then(async () => end(await transaction.settled()));
      else if (needsAttention && isChecked) giveUp();
    });
  });
}

/** Tells each change of state once to programs, and each new sentence once to people. */
function stateTeller({ output, subject, onQueued }: FollowOptions): (state: TransactionState) => void {
  const told = new Set<string>();
  let last: TransactionState['state'] | undefined;
  return (state) => {
    const before = last;
    last = state.state;
    if (state.state !== before) {
      const { id: transaction, outcome: _, ...members } = state;
      output.emit({ type: 'state', transaction, ...members });
      const isNew = before === undefined || before === 'queued';
      // What waits in line, or was settled all along, has no request on the wire to be named.
      if (isNew && state.state !== 'queued' && state.state !== 'settled') {
        output.say(output.paint('dim', `  transaction ${transaction}, ServiceID ${state.serviceId}`));
      }
      const sentence = describeState(state, subject);
      if (!told.has(sentence)) output.say(`  ${output.paint('dim', state.state.padEnd(15))} ${sentence}`);
      told.add(sentence);
      if (state.state === 'queued') onQueued?.();
    }
    if (state.state !== 'settled') output.waitFor(describeWait(state, subject));
  };
}

/** Tells what the shopper does. The subscription ends with the outcome: nothing is told behind that. */
function progressTeller(
  transaction: Transaction,
  { output, subject, locale = 'en' }: FollowOptions,
): (progress: DisplayProgress) => void {
  return (progress) => {
    output.emit({ type: 'display', transaction: transaction.id, ...progressMembers(progress, locale) });
    output.say(`  ${output.paint('dim', 'terminal'.padEnd(15))} ${displayMessage(progress.event, locale)}`);
    output.waitFor(describeWait(transaction.state, subject));
  };
}

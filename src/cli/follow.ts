import type { Outcome, Transaction, TransactionState, Unresolved } from '../index.ts';
import type { Output } from './output.ts';
import { describeState, describeWait } from './words.ts';

/**
 * Shows a transaction until it is settled, or until its fast checks are used up and staff must look.
 *
 * Ctrl-C (and SIGTERM) asks the terminal to stop, and the wait goes on: only the terminal knows who was faster. A second one
 * ends the wait with `unresolved`. So does a bug that nobody caught: an exit code must not say `declined` by accident.
 */
export function followToTheEnd(transaction: Transaction, poiid: string, output: Output): Promise<Outcome | Unresolved> {
  return new Promise((resolve) => {
    const teller = stateTeller(poiid, output);
    let interrupts = 0;

    const end = (outcome: Outcome | Unresolved) => {
      subscription.unsubscribe();
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('uncaughtException', giveUpOn);
      output.stopWaiting();
      resolve(outcome);
    };
    const giveUp = () => void transaction.outcome(1).then(end);
    const interrupt = () => {
      interrupts += 1;
      if (interrupts > 1) {
        giveUp();
        return;
      }
      output.notice(
        `Asked ${poiid} to stop. Waiting for what really happened; once more ends the wait without knowing it.`,
      );
      transaction.abort();
      output.waitFor(describeWait({ ...transaction.state, abortRequested: true }, poiid));
    };
    const giveUpOn = (error: unknown) => {
      output.notice(
        `tenderline: unexpected: ${error instanceof Error ? error.message : 'an error of an unknown kind'}`,
      );
      giveUp();
    };

    process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('uncaughtException', giveUpOn);
    // The first state comes before `subscribe` returns, and may be the last: then `end` waits for its turn.
    const subscription = transaction.state$.subscribe((state) => {
      teller(state);
      if (state.outcome !== undefined) void transaction.settled().then(end);
      else if (state.tags.includes('needsAttention')) giveUp();
    });
  });
}

/** Tells each change of state once to programs, and each new sentence once to people. */
function stateTeller(poiid: string, output: Output): (state: TransactionState) => void {
  const told = new Set<string>();
  let last: TransactionState['state'] | undefined;
  return (state) => {
    const isNew = state.state !== last;
    last = state.state;
    if (isNew) {
      const { id: transaction, outcome: _, ...members } = state;
      output.emit({ type: 'state', transaction, ...members });
      const sentence = describeState(state, poiid);
      if (!told.has(sentence)) output.say(`  ${output.paint('dim', state.state.padEnd(15))} ${sentence}`);
      told.add(sentence);
    }
    if (state.state !== 'settled') output.waitFor(describeWait(state, poiid));
  };
}

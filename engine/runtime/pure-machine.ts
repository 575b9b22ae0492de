import { createActor, type AnyActorScope, type EventFromLogic, type SnapshotFrom } from 'xstate';
import { transactionMachine, type TransactionInput } from '../../machines/index.ts';

/** A state of the machine of a transaction: plain data, restored from JSON with `transactionMachine.restoreSnapshot`. */
export type TransactionSnapshot = SnapshotFrom<typeof transactionMachine>;

/** A snapshot, and the actions that the machine wants carried out: none is. */
export type Transition = readonly [TransactionSnapshot, readonly { readonly type: string; readonly params: unknown }[]];

const nothing = () => {};

let wanted: { readonly type: string; readonly params: unknown }[] = [];

/**
 * What a transition is given of its surroundings. It reads nothing of them: the machine has no children, no timers and no emitted events.
 * `transition` of xstate makes all of it anew each time, with an actor that goes through the first state: three quarters of the cost
 * of a transition, and a list folds hundreds.
 */
const scope: AnyActorScope = (() => {
  const self = createActor(transactionMachine, { input: undefined as never }); // never started, and never asked
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: ({ type, params }) => void wanted.push({ type, params }),
  };
})();

/** The state in which a transaction begins. */
export function initialTransition(input: TransactionInput): Transition {
  return collect(() => transactionMachine.getInitialSnapshot(scope, input));
}

/** The state after an event. */
export function transition(
  snapshot: TransactionSnapshot,
  event: EventFromLogic<typeof transactionMachine>,
): Transition {
  return collect(() => transactionMachine.transition(snapshot, event, scope));
}

function collect(run: () => TransactionSnapshot): Transition {
  wanted = [];
  return [run(), wanted];
}

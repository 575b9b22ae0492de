import {
  createActor,
  type AnyActorScope,
  type AnyStateMachine,
  type EventFromLogic,
  type InputFrom,
  type SnapshotFrom,
} from 'xstate';

/** An action that a machine wants carried out: none is. */
export interface WantedAction {
  readonly type: string;
  readonly params: unknown;
}

/** A snapshot, and what the machine wants carried out, in this order. */
export type Transition<Machine extends AnyStateMachine> = readonly [
  snapshot: SnapshotFrom<Machine>,
  wanted: readonly WantedAction[],
];

/** The two functions of a machine. */
export interface PureMachine<Machine extends AnyStateMachine> {
  /** The state in which it begins. */
  readonly initialTransition: (input: InputFrom<Machine>) => Transition<Machine>;
  /** The state after an event. */
  readonly transition: (snapshot: SnapshotFrom<Machine>, event: EventFromLogic<Machine>) => Transition<Machine>;
}

const nothing = () => {};

/**
 * A machine as pure functions, with surroundings that are made once. A transition reads nothing of them: our machines have no
 * children, no timers and no emitted events. `transition` of xstate makes all of it anew each time, with an actor that goes through the
 * first state: three quarters of the cost of a transition, and a list folds hundreds.
 */
export function pureMachine<Machine extends AnyStateMachine>(machine: Machine): PureMachine<Machine> {
  let wanted: WantedAction[] = [];
  const self = createActor(machine, { input: undefined as never }); // never started, and never asked
  const scope: AnyActorScope = {
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
  const collect = (run: () => unknown): Transition<Machine> => {
    wanted = [];
    return [run() as SnapshotFrom<Machine>, wanted];
  };
  return {
    initialTransition: (input) => collect(() => machine.getInitialSnapshot(scope, input)),
    transition: (snapshot, event) => collect(() => machine.transition(snapshot, event, scope)),
  };
}

import type { AnyActorScope, AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { inertScope } from '../../machines/inspection/inert-scope.ts';

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

/** Those of them that are commands, by their names: the machine's own bookkeeping is left out. */
export function commandsOf<Command extends { readonly type: string }>(
  wanted: readonly WantedAction[],
  names: Readonly<Record<Command['type'], true>>,
): readonly Command[] {
  return wanted.filter(({ type }) => Object.hasOwn(names, type)) as readonly unknown[] as readonly Command[];
}

/** A machine as pure functions. A list of the past folds hundreds of transitions. */
export function pureMachine<Machine extends AnyStateMachine>(machine: Machine): PureMachine<Machine> {
  let wanted: WantedAction[] = [];
  const scope: AnyActorScope = {
    ...inertScope(machine),
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

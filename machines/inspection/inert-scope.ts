import { createActor, type AnyActorScope, type AnyStateMachine } from 'xstate';

const nothing = () => {};

/**
 * Surroundings in which a machine can be asked for its next state, and in which nothing happens. Our machines have no children, no timers
 * and no emitted events: a transition reads nothing of them, so that they are made once. The pure functions of xstate make all of it anew
 * each time, with an actor that goes through the first state: three quarters of the cost of a transition.
 */
export function inertScope(machine: AnyStateMachine): AnyActorScope {
  const self = createActor(machine, { input: undefined }); // never started, and never asked
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
}

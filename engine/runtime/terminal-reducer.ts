/** The effect of events on a terminal, as pure functions over its machine. */
import type { SnapshotFrom } from 'xstate';
import { terminalMachine, type TerminalCommand, type TerminalEvent, type TerminalInput } from '../../machines/index.ts';
import { commandsOf, pureMachine, type Transition } from './pure-machine.ts';

/** A state of the machine of a terminal: plain data, restored from JSON with `terminalMachine.restoreSnapshot`. */
export type TerminalSnapshot = SnapshotFrom<typeof terminalMachine>;

/** The effect of one event on a terminal. */
export interface TerminalTransition {
  readonly snapshot: TerminalSnapshot;
  /** The commands of the machine, in this order. */
  readonly commands: readonly TerminalCommand[];
}

const machine = pureMachine(terminalMachine);

/** The initial state of a terminal: nothing runs, nothing waits. */
export function beginTerminal(input: TerminalInput): TerminalTransition {
  return transitionOf(machine.initialTransition(input));
}

/** The state after an event, and what it commands. Nothing is carried out. */
export function stepTerminal(snapshot: TerminalSnapshot, event: TerminalEvent): TerminalTransition {
  return transitionOf(machine.transition(snapshot, event));
}

const COMMANDS: Readonly<Record<TerminalCommand['type'], true>> = {
  admit: true,
  enqueue: true,
  refuse: true,
  wake: true,
};

function transitionOf([snapshot, wanted]: Transition<typeof terminalMachine>): TerminalTransition {
  return { snapshot, commands: commandsOf<TerminalCommand>(wanted, COMMANDS) };
}

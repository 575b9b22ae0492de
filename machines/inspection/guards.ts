import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, EventObject } from 'xstate';

type Guard = (args: { context: unknown; event: unknown }, params: unknown) => boolean;

/** The guards that an event meets, in the order in which the machine asks them, up to the transition that is taken. */
export function guardsOf(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): Record<string, boolean> {
  const answers: Record<string, boolean> = {};
  const { context } = snapshot;
  for (const leaf of activeLeaves(machine.root, snapshot.value)) {
    askUpwards(leaf);
  }
  return answers;

  /** An inner state decides before those around it. */
  function askUpwards(leaf: AnyStateNode): void {
    for (let node: AnyStateNode | undefined = leaf; node !== undefined; node = node.parent) {
      for (const { guard } of node.transitions.get(event.type) ?? []) {
        if (guard === undefined) return;
        const { type, params } =
          typeof guard === 'string' ? { type: guard, params: undefined } : (guard as GuardObject);
        const implementation = machine.implementations.guards[type] as Guard | undefined;
        const given: unknown = typeof params === 'function' ? (params as Parameter)({ context, event }) : params;
        answers[type] = implementation?.({ context, event }, given) ?? false;
        if (answers[type]) return;
      }
    }
  }
}

interface GuardObject {
  readonly type: string;
  readonly params?: unknown;
}

type Parameter = (args: { context: unknown; event: unknown }) => unknown;

function activeLeaves(node: AnyStateNode, value: unknown): AnyStateNode[] {
  if (typeof value === 'string') return [node.states[value] ?? node];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => {
    const child = node.states[name];
    return child === undefined ? [] : activeLeaves(child, inner);
  });
}

/** `timedOut.retrying`; the regions of a parallel machine one after the other, `online occupied`. */
export function pathOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > 1) return entries.map(([, inner]) => pathOf(inner)).join(' ');
  return entries.map(([name, inner]) => `${name}.${pathOf(inner)}`).join('');
}

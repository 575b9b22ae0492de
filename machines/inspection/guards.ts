import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine, AnyStateNode, EventObject } from 'xstate';
import { inertScope } from './inert-scope.ts';

type Guard = (args: { context: unknown; event: unknown }, params: unknown) => boolean;

/**
 * The guards that an event meets, in the order in which the machine asks them, up to the transition that is taken; then those of the
 * transitions without an event that follow from it. One that is asked again has its last answer.
 */
export function guardsOf(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): Record<string, boolean> {
  const answers: Record<string, boolean> = {};
  for (const leaf of activeLeaves(machine.root, snapshot.value)) {
    askUpwards(leaf, snapshot, (node) => node.transitions.get(event.type) ?? []);
  }
  const scope = scopeOf(machine);
  if (scope === undefined) return answers;
  for (const between of machine.microstep(snapshot, event, scope)) {
    for (const leaf of activeLeaves(machine.root, between.value)) {
      askUpwards(leaf, between, (node) => node.always ?? []);
    }
  }
  return answers;

  /** An inner state decides before those around it. */
  function askUpwards(leaf: AnyStateNode, { context }: AnyMachineSnapshot, transitionsOf: TransitionsOf): void {
    for (let node: AnyStateNode | undefined = leaf; node !== undefined; node = node.parent) {
      for (const { guard } of transitionsOf(node)) {
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

type TransitionsOf = (node: AnyStateNode) => readonly { readonly guard?: unknown }[];

const SCOPES = new WeakMap<AnyStateMachine, { readonly scope: AnyActorScope | undefined }>();

/** Where the steps between are found; `undefined` for a machine that has none: it needs no second look. */
function scopeOf(machine: AnyStateMachine): AnyActorScope | undefined {
  const known = SCOPES.get(machine) ?? { scope: hasAlways(machine.root) ? inertScope(machine) : undefined };
  SCOPES.set(machine, known);
  return known.scope;
}

/** Whether any state has a transition without an event. */
function hasAlways(node: AnyStateNode): boolean {
  return (node.always ?? []).length > 0 || Object.values(node.states).some(hasAlways);
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

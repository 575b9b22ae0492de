import type { AnyStateMachine, AnyStateNode } from 'xstate';

/**
 * Draws a machine as a mermaid `stateDiagram-v2`: every state, every transition with its event and, in brackets, its guard.
 * Transitions that hold in every state stand on the machine's own box.
 */
export function toMermaid(machine: AnyStateMachine): string {
  return ['stateDiagram-v2', ...drawChildren(machine.root, '  ')].join('\n');
}

function drawChildren(node: AnyStateNode, indent: string): string[] {
  const children = Object.values(node.states);
  const initial = node.initial?.target?.[0];
  return [
    ...(initial === undefined ? [] : [`${indent}[*] --> ${initial.key}`]),
    ...children.flatMap((child) => drawBox(child, indent)),
    ...(node.parent === undefined ? children : []).flatMap((child) => drawTransitions(child, indent)),
    ...(node.parent === undefined ? drawTransitions(node, indent) : []),
  ];
}

function drawBox(node: AnyStateNode, indent: string): string[] {
  if (Object.keys(node.states).length === 0) return [];
  return [`${indent}state ${node.key} {`, ...drawChildren(node, `${indent}  `), `${indent}}`];
}

/** The transitions of a node, then those of its children; events that lead to the same place share an arrow. */
function drawTransitions(node: AnyStateNode, indent: string): string[] {
  const labels = new Map<string, string[]>();
  for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
    const target = transition.target?.[0];
    if (target === undefined) continue;
    const guard = typeof transition.guard === 'string' ? ` [${transition.guard}]` : '';
    const arrow = `${node.parent === undefined ? 'any' : node.key} --> ${target.key}`;
    labels.set(arrow, [
      ...(labels.get(arrow) ?? []),
      `${transition.eventType === '' ? 'always' : transition.eventType}${guard}`,
    ]);
  }
  const own = [...labels].flatMap(([arrow, events]) =>
    events.length <= 2
      ? [`${indent}${arrow}: ${events.join(', ')}`]
      : wrap(events).map((line) => `${indent}${arrow}: ${line}`),
  );
  const inner =
    node.parent === undefined ? [] : Object.values(node.states).flatMap((child) => drawTransitions(child, indent));
  const final = node.type === 'final' ? [`${indent}${node.key} --> [*]`] : [];
  return [...own, ...inner, ...final];
}

function wrap(events: readonly string[]): string[] {
  const lines: string[] = [];
  for (let start = 0; start < events.length; start += 2) lines.push(events.slice(start, start + 2).join(', '));
  return lines;
}

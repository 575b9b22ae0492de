import { fromTransition, type EventObject } from 'xstate';
import { adjacencyMapToArray, getAdjacencyMap } from 'xstate/graph';
import { drawPath, type Arrow } from './edges.ts';

/** One event in one world, and what came of it. */
export interface Transition<World, Event> {
  readonly before: World;
  readonly event: Event;
  readonly after: World;
}

/** What holds for every transition, as a sentence. */
export type Rule<World, Event> = readonly [says: string, holds: (before: World, event: Event, after: World) => boolean];

/**
 * Every event in every world that can be reached. Worlds are found breadth first: the history of each is a shortest path to it.
 *
 * @param options.keyOf two worlds of the same key are the same state
 * @param options.transitionsMax a space that is larger is an error
 */
export function explore<World extends object, Event extends EventObject>(
  birth: World,
  step: (world: World, event: Event) => World,
  options: {
    readonly events: (world: World) => readonly Event[];
    readonly keyOf: (world: World) => string;
    readonly transitionsMax: number;
  },
): { readonly worlds: readonly World[]; readonly transitions: readonly Transition<World, Event>[] } {
  const map = getAdjacencyMap(fromTransition(step, birth), {
    events: ({ context }) => options.events(context),
    serializeState: ({ context }) => options.keyOf(context),
    limit: options.transitionsMax,
  });
  const transitions = adjacencyMapToArray(map).map(({ state, event, nextState }) => ({
    before: state.context,
    event,
    after: nextState.context,
  }));
  const states = map as unknown as Readonly<Record<string, { readonly state: { readonly context: World } }>>;
  return { worlds: Object.values(states).map(({ state }) => state.context), transitions };
}

/** The first transition that breaks the rule, with the path that leads there; empty when none does. */
export function whereBroken<World, Event>(
  [says, holds]: Rule<World, Event>,
  transitions: readonly Transition<World, Event>[],
  pathOf: (world: World) => readonly Arrow[],
): string {
  const broken = transitions.find(({ before, event, after }) => !holds(before, event, after));
  return broken === undefined ? '' : `"${says}" is broken on this path:\n${drawPath(pathOf(broken.after))}`;
}

/** Plays the events one after another and stops at the first that breaks a rule. */
export function play<World, Event>(
  birth: World,
  step: (world: World, event: Event) => World,
  {
    events,
    rules,
    pathOf,
  }: {
    /** Each is chosen in the world that the ones before it made. */
    readonly events: readonly ((world: World) => Event)[];
    readonly rules: readonly Rule<World, Event>[];
    readonly pathOf: (world: World) => readonly Arrow[];
  },
): World {
  let before = birth;
  for (const choose of events) {
    const event = choose(before);
    const after = step(before, event);
    for (const rule of rules) {
      const broken = whereBroken(rule, [{ before, event, after }], pathOf);
      if (broken !== '') throw new Error(broken);
    }
    before = after;
  }
  return before;
}

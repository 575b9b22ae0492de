import type { Chart, ChartBox, ChartEdge } from './chart.types.ts';

/** What an event did to the states of a machine: paths such as `timedOut.retrying`. */
export interface Move {
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

/** What of a chart is lit. */
export interface ChartMarks {
  /** The active states, outer ones first. */
  readonly active: readonly string[];
  readonly visited: ReadonlySet<string>;
  /** Ids of arrows. */
  readonly taken: ReadonlySet<string>;
  readonly last: { readonly edge: string; readonly event: string } | undefined;
  readonly possible: ReadonlySet<string>;
}

/** The boxes that a state is in, the outermost first: `sending.storing` has no box of its own, and is in that of `sending`. */
export function boxesOf(chart: Chart, path: string): ChartBox[] {
  return chart.boxes.filter(({ state }) => isIn(path, state)).toSorted((a, b) => a.state.length - b.state.length);
}

/** The arrow of a move; `undefined` for one that stays where it is. */
export function edgeOf(chart: Chart, { event, from, to }: Move): ChartEdge | undefined {
  return chart.edges.find(
    (edge) =>
      edge.from.some((state) => isIn(from, state)) &&
      isIn(to, edge.to) &&
      (edge.events?.includes(event) ?? !isIn(from, edge.to)),
  );
}

/**
 * Marks a chart at a moment.
 *
 * @param moves those up to the moment, in order; a parallel machine has one list for all of its regions
 * @param active the paths of the states then
 * @param next what could happen then
 */
export function marksAt(
  chart: Chart,
  moves: readonly Move[],
  active: readonly string[],
  next: readonly Move[] = [],
): ChartMarks {
  const boxed = (path: string) => boxesOf(chart, path).map(({ state }) => state);
  const edges = moves.map((move) => ({ edge: edgeOf(chart, move)?.id, event: move.event }));
  const last = edges.at(-1);
  return {
    active: active.flatMap(boxed),
    visited: new Set(moves.flatMap(({ from, to }) => [...boxed(from), ...boxed(to)])),
    taken: new Set(edges.flatMap(({ edge }) => edge ?? [])),
    last: last?.edge === undefined ? undefined : { edge: last.edge, event: last.event },
    possible: new Set(next.flatMap((move) => edgeOf(chart, move)?.id ?? [])),
  };
}

function isIn(path: string, state: string): boolean {
  return path === state || path.startsWith(`${state}.`);
}

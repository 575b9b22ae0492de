/** `sending --link.written--> awaiting` */
const EDGE = /^\s*(\S+)\s+--(.+)-->\s+(\S+)$/;

export const edge = (from: string, event: string, to: string) => `${from} --${event}--> ${to}`;

/** The edges of a documented set, one for each event. */
export function edgesOf(documented: string): string[] {
  return documented
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const [, from, events, to] = EDGE.exec(line) ?? [];
      if (from === undefined || events === undefined || to === undefined) throw new Error(`not an edge: ${line}`);
      return events.split(', ').map((event) => edge(from, event, to));
    });
}

export function statesOf(documented: string): Set<string> {
  return new Set(edgesOf(documented).flatMap((line) => EDGE.exec(line)?.filter((_, part) => part % 2 === 1) ?? []));
}

export interface Arrow {
  readonly from: string;
  /** What happened, and when. */
  readonly label: string;
  readonly to: string;
}

/** A path as a Mermaid diagram, its arrows numbered. */
export function drawPath(path: readonly Arrow[]): string {
  const arrows = path.map(({ from, label, to }, step) => `  ${from} --> ${to}: ${step + 1}. ${label}`);
  return ['stateDiagram-v2', ...arrows].join('\n');
}

/**
 * What is wrong with the edges that were found: those that are not documented, each with the path that takes it, and those
 * that are documented and were not found. Empty when nothing is.
 *
 * @param found each edge, with a path that ends in it
 */
export function compareEdges(found: ReadonlyMap<string, readonly Arrow[]>, documented: string): string {
  const known = edgesOf(documented);
  const strangers = [...found].filter(([line]) => !known.includes(line));
  const missing = known.filter((line) => !found.has(line));
  return [
    ...strangers.map(([line, path]) => `${line} is not documented, and this path takes it:\n${drawPath(path)}`),
    ...missing.map((line) => `documented, but no path takes it: ${line}`),
  ].join('\n\n');
}

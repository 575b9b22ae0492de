import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { describe, expect, it } from 'vitest';
import { terminalMachine, transactionMachine } from '../../../machines/index.ts';
import type { Chart } from '../../../visualizer/chart/chart.types.ts';
import { OUTCOMES, padOf } from '../../../visualizer/chart/draw-chart.ts';
import { boxesOf, edgeOf, type Move } from '../../../visualizer/chart/marks.ts';
import { narrowTerminalChart, terminalChart } from '../../../visualizer/chart/terminal-chart.ts';
import { narrowTransactionChart, transactionChart } from '../../../visualizer/chart/transaction-chart.ts';
import { CHARGED_OF } from '../../../protocol/outcome.ts';

const charts: [string, Chart, AnyStateMachine][] = [
  ['transaction, wide', transactionChart, transactionMachine],
  ['transaction, narrow', narrowTransactionChart, transactionMachine],
  ['terminal, wide', terminalChart, terminalMachine],
  ['terminal, narrow', narrowTerminalChart, terminalMachine],
];

const pathOf = (node: AnyStateNode) => node.path.join('.');
const leavesOf = (node: AnyStateNode): AnyStateNode[] => {
  const children = Object.values(node.states);
  return children.length === 0 ? [node] : children.flatMap(leavesOf);
};
const isInside = (leaf: AnyStateNode, node: AnyStateNode) =>
  pathOf(node) === '' || `${pathOf(leaf)}.`.startsWith(`${pathOf(node)}.`);

/** Every move that the machine can make from one of its innermost states to another state, or into the same one anew. */
function movesOf(machine: AnyStateMachine): Move[] {
  return leavesOf(machine.root).flatMap((leaf) => {
    const chain: AnyStateNode[] = [];
    for (let node: AnyStateNode | undefined = leaf; node !== undefined; node = node.parent) chain.push(node);
    return chain.flatMap((node) =>
      [...[...node.transitions.values()].flat(), ...(node.always ?? [])].flatMap((transition) => {
        const target = transition.target?.[0];
        if (target === undefined || leaf.type === 'final' || !isInside(leaf, node)) return [];
        const to = leavesOf(target)[0] ?? target;
        return [
          { event: transition.eventType === '' ? 'always' : transition.eventType, from: pathOf(leaf), to: pathOf(to) },
        ];
      }),
    );
  });
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
interface Named extends Area {
  readonly name: string;
}
const overlap = (a: Area, b: Area) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A generous estimate for the widest of the fonts: DejaVu Sans, 12 px. */
const widthOf = (text: string) =>
  Array.from(text).reduce(
    (sum, letter) => sum + (/[iljI.,·' ]/.test(letter) ? 4 : /[mwMW]/.test(letter) ? 11.5 : 7.5),
    0,
  );

function labelArea({ text, at: [x, y], anchor }: Chart['edges'][number]['label'], scale = 1): Area {
  const w = widthOf(text) * scale;
  return { x: x - (anchor === 'start' ? 0 : anchor === 'end' ? w : w / 2), y: y - 10, w, h: 13 };
}

describe.each(charts)('the chart of the machine of a %s screen', (_name, chart, machine) => {
  const solid = [
    ...chart.boxes.map(({ state, ...area }) => ({ name: state, ...area })),
    ...(chart.pill === undefined ? [] : [{ name: 'pill', ...chart.pill }]),
  ];
  const flat = solid.filter(({ name }) => !chart.boxes.some(({ state, form }) => state === name && form === 'frame'));
  const labels = chart.edges
    .filter(({ label }) => label.text !== '')
    .map(({ id, label }) => ({ id, name: label.text, ...labelArea(label) }));
  const pieces = chart.edges.flatMap(({ id, points }) =>
    points.slice(1).map(([x, y], index) => {
      const [px, py] = points[index] ?? [x, y];
      return { name: id, x: Math.min(x, px), y: Math.min(y, py), w: Math.abs(x - px) || 1, h: Math.abs(y - py) || 1 };
    }),
  );
  /** The names of what lies on each other, of all pairs of two lists. */
  const clashes = (some: readonly Named[], others: readonly Named[]) =>
    some.flatMap((one) =>
      others.filter((other) => one !== other && overlap(one, other)).map(({ name }) => `${one.name} on ${name}`),
    );

  it('has a box for every state, or for the state that it is in', () => {
    const withoutBox = leavesOf(machine.root).filter((leaf) => boxesOf(chart, pathOf(leaf)).length === 0);
    expect(withoutBox.map(pathOf)).toEqual([]);
    const all = (node: AnyStateNode): string[] => [pathOf(node), ...Object.values(node.states).flatMap(all)];
    const paths = all(machine.root);
    expect(chart.boxes.filter(({ state }) => !paths.includes(state))).toEqual([]);
  });

  it('has an arrow for every transition that leaves a box, and no arrow that the machine does not have', () => {
    const moves = movesOf(machine);
    expect(moves.length).toBeGreaterThan(5);
    const boxAt = (path: string) => boxesOf(chart, path).at(-1)?.state;
    const withoutArrow = moves.filter(
      (move) => boxAt(move.from) !== boxAt(move.to) && edgeOf(chart, move) === undefined,
    );
    expect(withoutArrow).toEqual([]);
    const used = new Set(moves.flatMap((move) => edgeOf(chart, move)?.id ?? []));
    expect([...used].toSorted()).toEqual(chart.edges.map(({ id }) => id).toSorted());
  });

  it('counts in a label the events that it stands for', () => {
    const moves = movesOf(machine);
    const counted = chart.edges.filter(({ label }) => / · \d+$/.test(label.text));
    const count = (id: string) =>
      new Set(moves.filter((move) => edgeOf(chart, move)?.id === id).map(({ event }) => event)).size;
    expect(counted.map(({ id, label }) => [id, label.text])).toEqual(
      counted.map(({ id, label }) => [id, label.text.replace(/\d+$/, String(count(id)))]),
    );
  });

  it('has no label on a box, a line or another label, and all of it is inside', () => {
    expect(clashes(labels, [...flat, ...labels])).toEqual([]);
    const crossed = labels.flatMap((label) =>
      clashes(
        [label],
        pieces.filter(({ name }) => name !== label.id),
      ),
    );
    expect(crossed).toEqual([]);
    const outside = [...labels, ...solid].filter(
      ({ x, y, w, h }) => x < 0 || y < 0 || x + w > chart.width || y + h > chart.height,
    );
    expect(outside).toEqual([]);
  });

  it('has room for the name of every event at the arrow that it takes, outside of boxes or wholly inside one', () => {
    const crossed = chart.edges.flatMap(({ id, label }) => {
      const events = movesOf(machine).filter((move) => edgeOf(chart, move)?.id === id);
      return events.flatMap(({ event }) => {
        // Long names are set in 11 px, all of them bold.
        const scale = (event.length > 14 ? 0.92 : 1) * 1.04;
        const area = labelArea({ ...label, ...label.last, text: event }, scale);
        const holds = (box: Area) =>
          area.x > box.x && area.y > box.y && area.x + area.w < box.x + box.w && area.y + area.h < box.y + box.h;
        return chart.machine === 'terminal'
          ? []
          : flat.filter((box) => overlap(area, box) && !holds(box)).map(({ name }) => `${event} on ${name}`);
      });
    });
    expect(crossed).toEqual([]);
  });

  it('has room in every box for its title', () => {
    const tight = chart.boxes.filter((box) => {
      // The title is bold, 14 px; a note 11 px.
      const note = box.form === 'frame' ? widthOf(box.note[0] ?? '') * 0.92 : 0;
      return widthOf(box.title) * 1.16 + note + 2 * padOf(box) > box.w;
    });
    expect(tight).toEqual([]);
  });

  it('has no two boxes on each other, and no line through a box or along another line', () => {
    expect(clashes(flat, flat)).toEqual([]);
    // A line may end at the border of a box, and not go into it.
    const inner = pieces.map(({ name, x, y, w, h }) => ({
      name,
      x: x + 1,
      y: y + 1,
      w: Math.max(w - 2, 0.5),
      h: Math.max(h - 2, 0.5),
    }));
    expect(clashes(inner, flat)).toEqual([]);
    const along = pieces.flatMap((piece) =>
      clashes(
        [piece],
        pieces.filter((other) => other.name !== piece.name && other.w > 1 === piece.w > 1),
      ),
    );
    expect(along).toEqual([]);
  });
});

describe('the chart of a transaction', () => {
  it('lists every way in which one ends', () => {
    expect(OUTCOMES.map(([kind]) => kind).toSorted()).toEqual(Object.keys(CHARGED_OF).toSorted());
  });

  it('leaves what happens inside a box without an arrow', () => {
    const move = { event: 'terminal.restarted', from: 'timedOut.retrying', to: 'timedOut.retrying' };
    expect(edgeOf(transactionChart, move)).toBeUndefined();
    expect(edgeOf(transactionChart, { ...move, event: 'host.restarted' })?.id).toBe('restart');
  });
});

import { isDeepStrictEqual } from 'node:util';
import { initialTransition, transition } from 'xstate';
import { describe, expect, it } from 'vitest';
import { terminalMachine, type TerminalEvent } from '../../machines/index.ts';
import { TERMINAL_LINK, TERMINAL_WORK } from './documented.ts';
import { compareEdges, statesOf, type Arrow } from './edges.ts';
import { explore, whereBroken } from './explore.ts';
import { TERMINAL_RULES } from './terminal-rules.ts';
import { edgesTaken, keyOf, nextEvents, opened, pathOf, QUEUE_MAX, tell } from './terminal-world.ts';

const { worlds, transitions } = explore(opened(), tell, {
  events: (world) => nextEvents(world, 6),
  keyOf,
  transitionsMax: 20_000,
});

describe('a terminal, on every path through its machine', () => {
  it.each([
    ['work', TERMINAL_WORK],
    ['link', TERMINAL_LINK],
  ] as const)(
    'reaches the documented states of its %s, by the documented edges, and no others',
    (region, documented) => {
      const found = new Map<string, readonly Arrow[]>();
      for (const { after } of transitions) {
        for (const line of edgesTaken(after)[region]) if (!found.has(line)) found.set(line, pathOf(after));
      }
      expect(compareEdges(found, documented)).toBe('');
      expect(new Set(worlds.map(({ snapshot }) => snapshot.value[region]))).toEqual(statesOf(documented));
      console.log(
        `terminal model, ${region}: ${worlds.length} states, ${transitions.length} transitions, each at the end of a shortest ` +
          `path (the longest of ${Math.max(...worlds.map(({ history }) => history.length))} events), ${found.size} edges`,
      );
    },
  );

  it.each(TERMINAL_RULES)('%s', (...rule) => {
    expect(whereBroken(rule, transitions, pathOf)).toBe('');
  });

  it('is the same when its events are read back from JSON', () => {
    for (const { snapshot, history } of worlds) {
      const events = JSON.parse(JSON.stringify(history.map(({ event }) => event))) as TerminalEvent[];
      let [again] = initialTransition(terminalMachine, { queueMax: QUEUE_MAX });
      for (const event of events) [again] = transition(terminalMachine, again, event);
      expect(isDeepStrictEqual([again.value, again.context], [snapshot.value, snapshot.context])).toBe(true);
    }
  });
});

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { TransactionInput } from '../../machines/index.ts';
import { paymentInput, placeOf } from '../support/transactions.ts';
import { TRANSACTION } from './documented.ts';
import { compareEdges, drawPath, edge, statesOf, type Arrow } from './edges.ts';
import { explore, whereBroken } from './explore.ts';
import { HAPPENINGS } from './happenings.ts';
import { TRANSACTION_RULES } from './transaction-rules.ts';
import { born, folded, keyOf, move, pathOf, type Move } from './transaction-world.ts';

/** Small, and all of the same 5 seconds: so the moments that the limits distinguish are few. */
const input: TransactionInput = paymentInput({
  limits: {
    sendWithinMs: 5_000,
    responseTimeoutMs: 20_000,
    firstCheckDelayMs: 5_000,
    statusIntervalMs: 5_000,
    statusTimeoutMs: 5_000,
    fastChecksMax: 2,
    stalledIntervalMs: 20_000,
    inProgressMaxMs: 10_000,
    notFoundGapMs: 5_000,
    notFoundAgeMinMs: 10_000,
    notFoundAgeMaxMs: 25_000,
    terminalRestartMinMs: 10_000,
    lingerMaxMs: 15_000,
  },
});

/** Nothing, one step of the limits, longer than any of them, and a clock that was set back. */
const MOVES: readonly Move[] = [
  // A rejection that counts when it is repeated doubles the paths on which nothing was seen: the random sequences have it.
  ...HAPPENINGS.filter((happening) => happening.type !== 'poi.unclear' || happening.seen),
  { type: 'time.passes', ms: 5_000 },
  { type: 'time.passes', ms: 60_000 },
  { type: 'time.passes', ms: -5_000 },
];

const { worlds, transitions } = explore(born(input), move, {
  events: () => MOVES,
  keyOf,
  transitionsMax: 2_000_000,
});

describe('a transaction, on every path through its machine', () => {
  it('reaches the documented states, by the documented edges, and no others', () => {
    const found = new Map<string, readonly Arrow[]>();
    for (const { before, event, after } of transitions) {
      const [from, to] = [placeOf(before.snapshot), placeOf(after.snapshot)];
      const line = edge(from, event.type, to);
      if ((from !== to || after.commands.length > 0) && !found.has(line)) found.set(line, pathOf(after));
    }
    expect(compareEdges(found, TRANSACTION)).toBe('');
    expect(new Set(worlds.map(({ snapshot }) => placeOf(snapshot)))).toEqual(statesOf(TRANSACTION));
    console.log(
      `transaction model: ${worlds.length} states, ${transitions.length} transitions, each at the end of a shortest path ` +
        `(the longest of ${Math.max(...worlds.map(({ history }) => history.length))} events), ${found.size} edges`,
    );
  });

  it.each(TRANSACTION_RULES)('%s', (...rule) => {
    expect(whereBroken(rule, transitions, pathOf)).toBe('');
  });

  it('issues no command when it is created', () => {
    expect(born(input).commands).toEqual([]);
  });

  it('is the same when its events are read back from the journal', () => {
    for (const world of worlds) {
      const { value, context, output, tags } = folded(world);
      const { snapshot } = world;
      const isSame = isDeepStrictEqual(
        [value, context, output, [...tags]],
        [snapshot.value, snapshot.context, snapshot.output, [...snapshot.tags]],
      );
      expect(isSame ? '' : drawPath(pathOf(world))).toBe('');
    }
  });
});

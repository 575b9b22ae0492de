import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../engine/options/engine-options.ts';
import type { TerminalEvent } from '../../machines/index.ts';
import { SEED } from '../support/seed.ts';
import { paymentInput } from '../support/transactions.ts';
import { play } from './explore.ts';
import { HAPPENINGS } from './happenings.ts';
import { TERMINAL_RULES } from './terminal-rules.ts';
import { nextEvents, opened, pathOf as pathOfTerminal, tell, type TerminalWorld } from './terminal-world.ts';
import { TRANSACTION_RULES } from './transaction-rules.ts';
import { born, folded, move, pathOf, type Move } from './transaction-world.ts';

const sequence = { minLength: 500, maxLength: 600, size: 'max' } as const;

const settling: readonly Move['type'][] = ['poi.answered', 'poi.rejected', 'link.notSent', 'sale.override'];
const happening = (settles: boolean) =>
  fc.constantFrom(...HAPPENINGS.filter(({ type }) => settling.includes(type) === settles));
const wait = (...ms: readonly number[]) =>
  fc.constantFrom(...ms).map((passed) => ({ type: 'time.passes', ms: passed }) as const);

/** Mostly what settles nothing, so that the sequences live long; moments around every limit, and a clock that is set back. */
const moveOfTransaction: fc.Arbitrary<Move> = fc.oneof(
  { weight: 240, arbitrary: happening(false) },
  { weight: 80, arbitrary: fc.constantFrom<Move>({ type: 'timer.check' }, { type: 'poi.notFound' }) },
  { weight: 160, arbitrary: wait(1, 1_499, 1_500, 4_999, 5_000, 9_999, 10_000) },
  { weight: 16, arbitrary: wait(40_000, 40_001, 60_000, 150_000, 600_000, 700_000) },
  { weight: 3, arbitrary: wait(-1, -5_000, -86_400_000) },
  { weight: 1, arbitrary: happening(true) },
);

describe(`long random sequences (seed ${SEED})`, () => {
  it('of a transaction break no rule, and are the same when they are read back from the journal', () => {
    const reached = new Map<string, number>();
    const input = paymentInput({ limits: { ...DEFAULT_LIMITS, fastChecksMax: 3 } });
    fc.assert(
      fc.property(fc.array(moveOfTransaction, sequence), (moves) => {
        const events = moves.map((next) => () => next);
        const world = play(born(input), move, { events, rules: TRANSACTION_RULES, pathOf });
        for (const { to } of world.history) reached.set(to, (reached.get(to) ?? 0) + 1);
        const { value, context, output } = folded(world);
        const { snapshot } = world;
        expect([value, context, output]).toEqual([snapshot.value, snapshot.context, snapshot.output]);
      }),
      { seed: SEED, numRuns: 60 },
    );
    console.log(`transaction, random: seed ${SEED}, events by state: ${JSON.stringify(Object.fromEntries(reached))}`);
    expect([...reached.keys()]).toContain('timedOut.stalled');
  });

  it('of a terminal break no rule', () => {
    let admitted = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(), sequence), (choices) => {
        const events = choices.map((choice) => (world: TerminalWorld) => {
          const possible = nextEvents(world, Infinity);
          return possible[choice % possible.length] as TerminalEvent;
        });
        const world = play(opened(), tell, { events, rules: TERMINAL_RULES, pathOf: pathOfTerminal });
        admitted += world.floor.admitted.length;
      }),
      { seed: SEED, numRuns: 25 },
    );
    console.log(`terminal, random: seed ${SEED}, ${admitted} admitted`);
    expect(admitted).toBeGreaterThan(100);
  });
});

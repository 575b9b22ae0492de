import { Dice } from './dice.ts';
import { drawFaultProbabilities, drawIncidents, drawRotations } from './draw-incidents.ts';
import { drawOrders, drawUnclearFailure } from './draw-orders.ts';
import type { Schedule } from './schedule.ts';

const POIIDS: readonly [string, ...string[]] = ['V400m-324688179', 'P400Plus-275408189', 'S1F2-000158213605011'];

/** Draws a day. Which faults and incidents it has at all, and how often, is drawn as well, so that every combination occurs. */
export function drawSchedule(seed: number): Schedule {
  const dice = new Dice(seed);
  const [first, ...others] = POIIDS;
  const poiids: readonly [string, ...string[]] = [first, ...others.slice(0, dice.upTo(POIIDS.length))];
  const steps = [...drawOrders(dice, poiids, 2 + dice.upTo(8)), ...drawIncidents(dice, poiids)];
  const schedule: Schedule = {
    seed,
    poiids,
    settings: {
      cardAfterMs: dice.oneOf([300, 1500, 1500, 8000, 30_000]),
      hostAfterMs: dice.oneOf([200, 500, 500, 4000, 60_000]),
      abortRace: dice.oneOf(['abortWins', 'abortWins', 'paymentWins']),
      statusRepeatsHeader: dice.happens(0.7),
      escapedSlashes: dice.happens(0.2),
      extraSpaces: dice.happens(0.2),
      unknownMembers: dice.happens(0.2),
      adminMenuOpen: false,
    },
    limits: {
      responseTimeoutMs: dice.oneOf([150_000, 150_000, 30_000, 4000]),
      fastChecksMax: dice.oneOf([12, 12, 2]),
      settledKeptMax: dice.oneOf([1000, 1]),
      queueMax: dice.oneOf([10, 1]),
      queueTimeoutMs: dice.oneOf([300_000, 20_000]),
    },
    notifies: dice.happens(0.3),
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
    faults: { drawn: drawFaultProbabilities(dice) },
  };
  // Drawn last, so that it leaves the rest of each day as it is.
  const rest = schedule.steps.map((step) => drawUnclearFailure(dice, step));
  return { ...schedule, steps: [...rest, ...drawRotations(dice, poiids)].toSorted((a, b) => a.atMs - b.atMs) };
}

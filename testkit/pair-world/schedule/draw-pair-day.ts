import { Dice } from '../../schedule/dice.ts';
import { drawFaultProbabilities } from '../../schedule/draw-incidents.ts';
import { drawOrders, drawUnclearFailure } from '../../schedule/draw-orders.ts';
import { HOSTS, type DatabaseHealth, type HostName, type PairSchedule, type PairStep } from './pair-schedule.ts';

const POIIDS: readonly [string, ...string[]] = ['V400m-324688179', 'P400Plus-275408189', 'S1F2-000158213605011'];

/** How long shoppers come, in milliseconds. */
const OPEN_MS = 4 * 60_000;
/** What would come later does not come. */
const LAST_MS = 7 * 60_000;
/** The wall clocks of the two machines differ by less than the engine's `clockSkewMaxMs`, drift included. */
const SKEW_MS = 4000;

/** Draws a day of two hosts, and what happens to them, their database, and the ways between all of them and the terminals. */
export function drawPairDay(seed: number): PairSchedule {
  const dice = new Dice(seed);
  const [first, ...others] = POIIDS;
  const poiids: readonly [string, ...string[]] = [first, ...others.slice(0, dice.upTo(POIIDS.length))];
  const orders = drawOrders(dice, poiids, 2 + dice.upTo(8), OPEN_MS).flatMap((step) => atAHost(dice, step));
  const steps = [...orders, ...drawIncidents(dice, poiids)];
  return {
    seed,
    poiids,
    clocks: {
      A: { skewMs: 0, drift: drawDrift(dice), upMs: 3_600_000 },
      B: { skewMs: dice.upTo(2 * SKEW_MS + 1) - SKEW_MS, drift: drawDrift(dice), upMs: dice.upTo(86_400_000) },
    },
    settings: {
      cardAfterMs: dice.oneOf([300, 1500, 1500, 8000, 30_000]),
      hostAfterMs: dice.oneOf([200, 500, 500, 4000]),
      abortRace: dice.oneOf(['abortWins', 'abortWins', 'paymentWins']),
      statusRepeatsHeader: dice.happens(0.7),
      adminMenuOpen: false,
    },
    limits: {
      responseTimeoutMs: dice.oneOf([150_000, 30_000, 4000]),
      fastChecksMax: dice.oneOf([12, 12, 2]),
      settledKeptMax: dice.oneOf([1000, 1]),
      queueMax: dice.oneOf([10, 1]),
      queueTimeoutMs: dice.oneOf([300_000, 20_000]),
    },
    notifies: false,
    steps: steps.filter(({ atMs }) => atMs < LAST_MS).toSorted((a, b) => a.atMs - b.atMs),
    faults: { drawn: dice.happens(0.4) ? {} : drawFaultProbabilities(dice) },
  };
}

/** A few of the steps of a shop that only has one host are not for a pair. */
function atAHost(dice: Dice, drawn: ReturnType<typeof drawOrders>[number]): PairStep[] {
  const step = drawUnclearFailure(dice, drawn);
  const at = dice.oneOf(HOSTS);
  switch (step.do) {
    case 'pay':
    case 'refund':
      return [{ ...step, at }];
    case 'kill':
      return [
        { atMs: step.atMs, do: 'kill', at, afterCrossings: step.afterCrossings, how: step.how, downMs: step.downMs },
      ];
    case 'restart':
      return [{ ...step, at }];
    case 'abort':
    case 'check':
    case 'override':
    case 'cutPower':
    case 'partition':
      return [step];
    default:
      return [];
  }
}

/** Half of the days are calm: what happens on them is not hidden by what else does. */
function drawIncidents(dice: Dice, poiids: readonly [string, ...string[]]): PairStep[] {
  const isCalm = dice.happens(0.5);
  const steps = [...drawHosts(dice), ...drawDatabase(dice), ...drawWays(dice, poiids)];
  return isCalm ? steps.filter(() => dice.happens(0.3)) : steps;
}

function drawHosts(dice: Dice): PairStep[] {
  return [
    ...several(dice, 0.6, 4, (at) => ({
      do: 'kill',
      at,
      afterCrossings: drawCrossings(dice),
      how: dice.happens(0.7) ? 'killed' : 'poweredOff',
      downMs: dice.oneOf([100, 2000, 20_000, 90_000]),
    })),
    ...several(dice, 0.6, 4, (at) => ({
      do: 'stop',
      at,
      afterCrossings: drawCrossings(dice),
      lastsMs: dice.oneOf([300, 3000, 5000, 7000, 30_000, 90_000]),
      timersFirst: dice.happens(0.5),
    })),
    ...several(dice, 0.2, 2, (at) => ({ do: 'restart', at })),
  ];
}

function drawDatabase(dice: Dice): PairStep[] {
  const lastsMs = () => dice.oneOf([500, 3000, 10_000, 40_000]);
  return [
    ...several(dice, 0.4, 4, (at) => ({ do: 'cutSession', at })),
    ...several(dice, 0.4, 3, (at) => ({ do: 'cutOff', at, lastsMs: lastsMs() })),
    ...several(dice, 0.5, 3, () => ({ do: 'database', health: drawHealth(dice), lastsMs: lastsMs() })),
    ...several(dice, 0.2, 2, () => ({
      do: 'failOver',
      lostEntries: 0,
      lastsMs: lastsMs(),
      isSilent: dice.happens(0.5),
    })),
    ...several(dice, 0.08, 1, () => ({
      do: 'failOver',
      lostEntries: 1 + dice.upTo(4),
      lastsMs: lastsMs(),
      isSilent: dice.happens(0.5),
    })),
  ];
}

function drawWays(dice: Dice, poiids: readonly [string, ...string[]]): PairStep[] {
  return [
    ...several(dice, 0.3, 2, (at) => ({
      do: 'partition',
      ...(dice.happens(0.7) && { at }),
      poiid: dice.oneOf(poiids),
      lastsMs: dice.oneOf([500, 5000, 30_000, 120_000]),
    })),
    ...several(dice, 0.2, 2, () => ({
      do: 'cutPower',
      poiid: dice.oneOf(poiids),
      cut: {
        downMs: 45_000 + dice.upTo(60_000),
        forgets: dice.happens(0.5),
        announced: dice.happens(0.5),
        refuses: dice.happens(0.5),
      },
    })),
    ...several(dice, 0.4, 3, () => ({ do: 'move', poiid: dice.oneOf(poiids) })),
    ...several(dice, 0.2, 2, () => ({ do: 'rival', poiid: dice.oneOf(poiids), valueMinor: 5500 })),
  ];
}

type Drawn = PairStep extends infer Step ? (Step extends PairStep ? Omit<Step, 'atMs'> : never) : never;

function several(dice: Dice, probability: number, max: number, draw: (at: HostName) => Drawn): PairStep[] {
  if (!dice.happens(probability)) return [];
  return Array.from({ length: 1 + dice.upTo(max) }, () => {
    const atMs = dice.upTo(OPEN_MS);
    return { ...draw(dice.oneOf(HOSTS)), atMs };
  });
}

function drawCrossings(dice: Dice): number {
  return dice.happens(0.3) ? 0 : dice.upTo(40);
}

function drawHealth(dice: Dice): DatabaseHealth {
  return dice.oneOf<DatabaseHealth>([
    { kind: 'slow', byMs: dice.oneOf([20, 500, 2500]) },
    { kind: 'hanging' },
    { kind: 'late', byMs: dice.oneOf([200, 2500, 9000]) },
    { kind: 'losing' },
    { kind: 'down', isSilent: dice.happens(0.5) },
  ]);
}

function drawDrift(dice: Dice): number {
  return (dice.number() - 0.5) / 5000;
}

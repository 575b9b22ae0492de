import {
  ANSWER_FAULTS,
  NETWORK_FAULTS,
  type FaultProbabilities,
  type WorldFaultKind,
} from '../../simulator/world/fault-plan.ts';
import type { Dice } from './dice.ts';
import { OPEN_MS } from './draw-orders.ts';
import type { DiskHealth, ScheduleStep } from './schedule.ts';

/** Draws the incidents that do not belong to an order. */
export function drawIncidents(dice: Dice, poiids: readonly [string, ...string[]]): ScheduleStep[] {
  const steps: ScheduleStep[] = [];
  const several = (probability: number, max: number, draw: (atMs: number) => ScheduleStep) => {
    if (!dice.happens(probability)) return;
    for (let left = 1 + dice.upTo(max); left > 0; left -= 1) steps.push(draw(dice.upTo(OPEN_MS)));
  };
  several(0.6, 4, (atMs) => ({
    atMs,
    do: 'kill',
    afterCrossings: dice.happens(0.3) ? 0 : dice.upTo(40),
    how: dice.happens(0.7) ? 'killed' : 'poweredOff',
    downMs: dice.oneOf([100, 2000, 20_000, 120_000]),
  }));
  several(0.3, 2, (atMs) => ({ atMs, do: 'restart' }));
  several(0.35, 2, (atMs) => ({
    atMs,
    do: 'cutPower',
    poiid: dice.oneOf(poiids),
    // A terminal takes longer to start than `terminalRestartMinMs` of the engine's limits.
    cut: {
      downMs: 45_000 + dice.upTo(120_000),
      forgets: dice.happens(0.5),
      announced: dice.happens(0.5),
      refuses: dice.happens(0.5),
    },
  }));
  several(0.35, 3, (atMs) => ({
    atMs,
    do: 'partition',
    poiid: dice.oneOf(poiids),
    lastsMs: dice.oneOf([500, 5000, 30_000, 180_000]),
  }));
  several(0.3, 2, (atMs) => ({
    atMs,
    do: 'disk',
    health: drawDiskHealth(dice),
    lastsMs: dice.oneOf([1000, 20_000, 90_000]),
  }));
  several(0.2, 3, (atMs) => ({ atMs, do: 'setClock', byMs: dice.oneOf([20_000, -20_000, 3_600_000, -3_600_000]) }));
  several(0.35, 3, (atMs) => ({ atMs, do: 'rival', poiid: dice.oneOf(poiids), valueMinor: 5500 }));
  several(0.15, 2, (atMs) => ({
    atMs,
    do: 'disk',
    health: { kind: 'hanging' },
    lastsMs: dice.oneOf([1000, 20_000, 90_000]),
  }));
  several(0.1, 1, (atMs) => ({
    atMs,
    do: 'kill',
    afterCrossings: dice.upTo(40),
    how: dice.happens(0.5) ? 'killed' : 'poweredOff',
    downMs: dice.oneOf([100, 2000, 20_000]),
    damagesTail: true,
  }));
  return steps;
}

/** Draws when terminals get another version of the key. */
export function drawRotations(dice: Dice, poiids: readonly [string, ...string[]]): ScheduleStep[] {
  if (!dice.happens(0.5)) return [];
  return Array.from({ length: 1 + dice.upTo(6) }, () => ({
    atMs: dice.upTo(OPEN_MS),
    do: 'rotateKey',
    poiid: dice.oneOf(poiids),
    keyVersion: dice.oneOf([1, 2, 2]),
  }));
}

function drawDiskHealth(dice: Dice): DiskHealth {
  const kind = dice.number();
  if (kind < 0.6) return { kind: kind < 0.3 ? 'failing' : 'full' };
  return { kind: 'stalling', byMs: dice.oneOf([50, 2000, 20_000]) };
}

/** A few kinds of fault, each with a probability of its own; sometimes all kinds, sometimes none. */
export function drawFaultProbabilities(dice: Dice): FaultProbabilities {
  const share = dice.oneOf([0, 0.1, 0.1, 0.3, 1]);
  const strength = dice.oneOf([0.05, 0.2, 0.5]);
  const kinds: readonly WorldFaultKind[] = [...NETWORK_FAULTS, ...ANSWER_FAULTS];
  const chosen = kinds.filter(() => dice.happens(share));
  return Object.fromEntries(chosen.map((kind) => [kind, (strength * 3) / (chosen.length + 2)]));
}

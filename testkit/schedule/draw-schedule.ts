import type { ShopperPlan } from '../../simulator/index.ts';
import { createPrng, type Prng } from '../../simulator/primitives/prng.ts';
import {
  ANSWER_FAULTS,
  NETWORK_FAULTS,
  type FaultProbabilities,
  type WorldFaultKind,
} from '../../simulator/world/fault-plan.ts';
import type { DiskHealth } from '../shop/disk.ts';
import type { Schedule, Step } from './schedule.ts';
import type { Order } from '../till/till.ts';

const POIIDS = ['V400m-324688179', 'P400Plus-275408189', 'S1F2-000158213605011'];
const MINUTE_MS = 60_000;
/** How long shoppers come; what they began goes on after that. */
const OPEN_MS = 8 * MINUTE_MS;

/** Draws a day: which things go wrong at all, and how often, is drawn as well, so that every combination comes up. */
export function drawSchedule(seed: number): Schedule {
  const prng = createPrng(seed);
  const poiids = POIIDS.slice(0, 1 + Math.floor(prng.next() * POIIDS.length));
  const draw = new Drawing(prng, poiids);
  const steps = [...draw.orders(2 + Math.floor(prng.next() * 8)), ...draw.troubles()];
  return {
    seed,
    poiids,
    settings: {
      cardAfterMs: draw.oneOf([300, 1500, 1500, 8000, 30_000]),
      hostAfterMs: draw.oneOf([200, 500, 500, 4000, 60_000]),
      abortRace: draw.oneOf(['abortWins', 'abortWins', 'paymentWins']),
      statusRepeatsHeader: draw.happens(0.7),
      escapedSlashes: draw.happens(0.2),
      extraSpaces: draw.happens(0.2),
      unknownMembers: draw.happens(0.2),
      adminMenuOpen: false,
    },
    limits: {
      responseTimeoutMs: draw.oneOf([150_000, 150_000, 30_000, 4000]),
      fastChecksMax: draw.oneOf([12, 12, 2]),
      settledKeptMax: draw.oneOf([1000, 1]),
      queueMax: draw.oneOf([10, 1]),
      queueTimeoutMs: draw.oneOf([300_000, 20_000]),
    },
    notifies: draw.happens(0.3),
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
    faults: { drawn: draw.probabilities() },
  };
}

class Drawing {
  readonly #prng: Prng;
  readonly #poiids: readonly string[];
  #orders: Order[] = [];

  constructor(prng: Prng, poiids: readonly string[]) {
    this.#prng = prng;
    this.#poiids = poiids;
  }

  happens(probability: number): boolean {
    return this.#prng.next() < probability;
  }

  oneOf<T>(values: readonly [T, ...T[]]): T {
    return values[Math.floor(this.#prng.next() * values.length)] ?? values[0];
  }

  #upTo(max: number): number {
    return Math.floor(this.#prng.next() * max);
  }

  #poiid(): string {
    return this.oneOf(this.#poiids as [string, ...string[]]);
  }

  /** Orders, and what the cashier does about them. */
  orders(count: number): Step[] {
    return Array.from({ length: count }, (_, index) => this.#order(index + 1)).flat();
  }

  #order(number: number): Step[] {
    const atMs = this.#upTo(OPEN_MS);
    const earlier = this.oneOf<Order | undefined>([undefined, ...this.#orders.filter((one) => !one.refundOf)]);
    const isRefund = earlier !== undefined && this.happens(0.3);
    const order: Order = {
      id: `ORDER-${number}`,
      poiid: isRefund && this.happens(0.8) ? earlier.poiid : this.#poiid(),
      amount: { currency: 'EUR', value: this.oneOf([1000, 1099, 4200, 1124, 2500, 99_900]) },
      tenderOptions: this.oneOf<readonly string[]>([[], [], ['AskGratuity'], ['AllowPartialAuthorisation']]),
      queue: this.happens(0.3),
      ...(isRefund && { refundOf: earlier.id }),
    };
    this.#orders.push(order);
    const steps: Step[] = [
      {
        atMs,
        do: isRefund ? 'refund' : 'pay',
        order: isRefund ? { ...order, amount: earlier.amount } : order,
        ...(this.happens(0.4) && { shopper: this.#shopper() }),
      },
    ];
    // Somebody presses the button twice.
    const [first] = steps;
    if (this.happens(0.2) && first !== undefined)
      steps.push({ ...first, atMs: atMs + this.oneOf([0, 1, 300, 40_000]) });
    if (this.happens(0.25)) steps.push({ atMs: atMs + this.#upTo(20_000), do: 'abort', order: order.id });
    if (this.happens(0.2)) steps.push({ atMs: atMs + this.#upTo(60_000), do: 'check', order: order.id });
    if (this.happens(0.15)) steps.push({ atMs: atMs + this.#upTo(10 * MINUTE_MS), do: 'override', order: order.id });
    if (this.happens(0.1)) steps.push({ atMs: atMs + this.#upTo(30_000), do: 'forge', order: order.id });
    if (this.happens(0.15)) steps.push(...this.#crash(atMs, order));
    if (this.happens(0.1)) steps.push(...this.#forgets(atMs, order));
    return steps;
  }

  /** What is worst for a request on its way: nothing passes, its process dies, and then the clock is set. */
  #crash(atMs: number, { id, poiid }: Order): Step[] {
    const steps: Step[] = [
      { atMs: atMs + this.oneOf([1, 5, 10, 200]), do: 'partition', poiid, lastsMs: this.#upTo(40_000) },
      {
        atMs: atMs + this.#upTo(500),
        do: 'kill',
        afterCrossings: this.#upTo(12),
        how: 'killed',
        downMs: this.#upTo(25_000),
      },
    ];
    const setsClock = { do: 'setClock', byMs: this.oneOf([20_000, -20_000, 35_000]) } as const;
    if (this.happens(0.5)) steps.push({ atMs: atMs + this.#upTo(60_000), ...setsClock });
    if (this.happens(0.5)) steps.push({ atMs: atMs + this.#upTo(60_000), do: 'check', order: id });
    return steps;
  }

  /** What is worst for a NotFound: nobody hears the answer, and the terminal that took the money forgets it unseen. */
  #forgets(atMs: number, { poiid }: Order): Step[] {
    const cut = { downMs: 45_000 + this.#upTo(60_000), forgets: true, announced: false, refuses: false };
    return [
      {
        atMs: atMs + 1500,
        do: 'kill',
        afterCrossings: 0,
        how: this.oneOf(['killed', 'poweredOff']),
        downMs: this.#upTo(60_000),
      },
      { atMs: atMs + 3000 + this.#upTo(3000), do: 'cutPower', poiid, cut },
    ];
  }

  #shopper(): ShopperPlan {
    const does = this.oneOf<ShopperPlan['does']>([
      'presentsCard',
      'presentsCard',
      'cancels',
      'neverPresents',
      'entersWrongPin',
      'removesCard',
    ]);
    const card = this.oneOf<NonNullable<ShopperPlan['card']>>(['contactless', 'chip', 'stripe']);
    return {
      does,
      card,
      afterMs: this.oneOf([200, 2000, 20_000, 110_000]),
      ...(this.happens(0.3) && { tip: 200 }),
      ...(this.happens(0.3) && { balance: 700 }),
    };
  }

  /** What befalls the shop. */
  troubles(): Step[] {
    const steps: Step[] = [];
    const several = (probability: number, max: number, make: (atMs: number) => Step) => {
      if (!this.happens(probability)) return;
      for (let left = 1 + this.#upTo(max); left > 0; left -= 1) steps.push(make(this.#upTo(OPEN_MS)));
    };
    several(0.6, 4, (atMs) => ({
      atMs,
      do: 'kill',
      afterCrossings: this.happens(0.3) ? 0 : this.#upTo(40),
      how: this.happens(0.7) ? 'killed' : 'poweredOff',
      downMs: this.oneOf([100, 2000, 20_000, 120_000]),
    }));
    several(0.3, 2, (atMs) => ({ atMs, do: 'restart' }));
    several(0.35, 2, (atMs) => ({
      atMs,
      do: 'cutPower',
      poiid: this.#poiid(),
      // A terminal needs longer to start than `terminalRestartMinMs` of the engine's limits.
      cut: {
        downMs: 45_000 + this.#upTo(120_000),
        forgets: this.happens(0.5),
        announced: this.happens(0.5),
        refuses: this.happens(0.5),
      },
    }));
    several(0.35, 3, (atMs) => ({
      atMs,
      do: 'partition',
      poiid: this.#poiid(),
      lastsMs: this.oneOf([500, 5000, 30_000, 180_000]),
    }));
    several(0.3, 2, (atMs) => ({
      atMs,
      do: 'disk',
      health: this.#diskHealth(),
      lastsMs: this.oneOf([1000, 20_000, 90_000]),
    }));
    several(0.2, 3, (atMs) => ({ atMs, do: 'setClock', byMs: this.oneOf([20_000, -20_000, 3_600_000, -3_600_000]) }));
    several(0.35, 3, (atMs) => ({ atMs, do: 'rival', poiid: this.#poiid(), valueMinor: 5500 }));
    return steps;
  }

  #diskHealth(): DiskHealth {
    const kind = this.#prng.next();
    if (kind < 0.6) return { kind: kind < 0.3 ? 'failing' : 'full' };
    return { kind: 'stalling', byMs: this.oneOf([50, 2000, 20_000]) };
  }

  /** A few kinds of fault, each with a probability of its own; sometimes all at once, sometimes none. */
  probabilities(): FaultProbabilities {
    const share = this.oneOf([0, 0.1, 0.1, 0.3, 1]);
    const strength = this.oneOf([0.05, 0.2, 0.5]);
    const kinds: readonly WorldFaultKind[] = [...NETWORK_FAULTS, ...ANSWER_FAULTS];
    const chosen = kinds.filter(() => this.happens(share));
    return Object.fromEntries(chosen.map((kind) => [kind, (strength * 3) / (chosen.length + 2)]));
  }
}

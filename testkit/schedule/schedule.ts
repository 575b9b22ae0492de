import type { EngineLimits } from '../../index.ts';
import type { ShopperPlan, TerminalSettings } from '../../simulator/index.ts';
import type { FaultProbabilities, Struck } from '../../simulator/world/fault-plan.ts';
import type { PowerCut } from '../../simulator/world/world-terminal.ts';
import type { DiskHealth } from '../shop/disk.ts';
import type { Order } from '../till/till.ts';

/** Something that happens in the shop, that many virtual milliseconds after it opened. */
export type Step = { readonly atMs: number } & Happening;

export type Happening =
  | { readonly do: 'pay' | 'refund'; readonly order: Order; readonly shopper?: ShopperPlan }
  | { readonly do: 'abort' | 'check' | 'override'; readonly order: string }
  /** The till's process dies when it has touched the world that often, and is started again later. */
  | {
      readonly do: 'kill';
      readonly afterCrossings: number;
      readonly how: 'killed' | 'poweredOff';
      readonly downMs: number;
    }
  | { readonly do: 'restart' }
  | { readonly do: 'cutPower'; readonly poiid: string; readonly cut: PowerCut }
  | { readonly do: 'partition'; readonly poiid: string; readonly lastsMs: number }
  | { readonly do: 'disk'; readonly health: DiskHealth; readonly lastsMs: number }
  /** The clock of the till's machine is set forward, or back. */
  | { readonly do: 'setClock'; readonly byMs: number }
  /** Another till pays on the same terminal. */
  | { readonly do: 'rival'; readonly poiid: string; readonly valueMinor: number }
  /** Somebody sends a notification in the clear that says that an order was approved. */
  | { readonly do: 'forge'; readonly order: string };

/** A day in a shop, as data: the same schedule gives the same day. */
export interface Schedule {
  readonly seed: number;
  readonly poiids: readonly string[];
  readonly settings: Partial<TerminalSettings>;
  /** Of the engine, beside what makes a NotFound a proof: that is as it is in a real shop. */
  readonly limits: Partial<EngineLimits>;
  /** Terminals tell the till what shoppers do. */
  readonly notifies: boolean;
  readonly steps: readonly Step[];
  /** What happens to exchanges: drawn from the seed, or exactly these. */
  readonly faults: { readonly drawn: FaultProbabilities } | { readonly fixed: readonly Struck[] };
}

import type { EngineLimits } from '../../index.ts';
import type { ShopperPlan, TerminalSettings } from '../../simulator/index.ts';
import type { FaultProbabilities, InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { PowerCut } from '../../simulator/world/world-terminal.ts';
import type { Order } from '../till/till.ts';

/** An action in the shop, `atMs` virtual milliseconds after it opened. */
export type ScheduleStep = { readonly atMs: number } & Action;

export type Action =
  | { readonly do: 'pay' | 'refund'; readonly order: Order; readonly shopper?: ShopperPlan }
  | { readonly do: 'abort' | 'check' | 'override'; readonly order: string }
  | ({ readonly do: 'kill' } & ProcessKill)
  | { readonly do: 'restart' }
  | { readonly do: 'cutPower'; readonly poiid: string; readonly cut: PowerCut }
  | { readonly do: 'partition'; readonly poiid: string; readonly lastsMs: number }
  | { readonly do: 'disk'; readonly health: DiskHealth; readonly lastsMs: number }
  /** The clock of the till's machine is set forward, or back. */
  | { readonly do: 'setClock'; readonly byMs: number }
  /** The terminal fetches its configuration, and has another version of the shared key from now on. */
  | { readonly do: 'rotateKey'; readonly poiid: string; readonly keyVersion: number }
  /** Another till pays on the same terminal. */
  | { readonly do: 'rival'; readonly poiid: string; readonly valueMinor: number }
  /** An attacker sends a notification in the clear which states that an order was approved. */
  | { readonly do: 'forge'; readonly order: string };

/** The till's process dies after that many accesses to disk, network or clock, and is started again `downMs` later. */
export interface ProcessKill {
  /** 0: at once. */
  readonly afterCrossings: number;
  readonly how: 'killed' | 'poweredOff';
  readonly downMs: number;
  /** The record that was stored last cannot be read afterwards. */
  readonly damagesTail?: boolean;
}

/** The condition of the till's disk. */
export type DiskHealth =
  | { readonly kind: 'well' }
  /** Nothing can be stored or read. What was refused may still be there after a power cut. */
  | { readonly kind: 'failing' }
  /** Nothing can be stored; what is stored can be read. */
  | { readonly kind: 'full' }
  /** Nothing is answered; what waits is stored or read when the disk is well again. */
  | { readonly kind: 'hanging' }
  /** Each append takes `byMs`. */
  | { readonly kind: 'stalling'; readonly byMs: number };

/** A day in a shop, as data: the same schedule gives the same day. */
export interface Schedule {
  readonly seed: number;
  readonly poiids: readonly string[];
  readonly settings: Partial<TerminalSettings>;
  /** Limits of the engine, except those that make a NotFound conclusive: these are as in a real shop. */
  readonly limits: Partial<EngineLimits>;
  /** Terminals send notifications to the till. */
  readonly notifies: boolean;
  readonly steps: readonly ScheduleStep[];
  /** The faults of exchanges: drawn from the seed, or exactly these. */
  readonly faults: { readonly drawn: FaultProbabilities } | { readonly fixed: readonly InjectedFault[] };
}

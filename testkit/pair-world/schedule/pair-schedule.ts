import type { PowerCut } from '../../../simulator/world/world-terminal.ts';
import type { ShopperPlan } from '../../../simulator/index.ts';
import type { Schedule } from '../../schedule/schedule.ts';
import type { Order } from '../../till/till.ts';

export type HostName = 'A' | 'B';

export const HOSTS: readonly [HostName, HostName] = ['A', 'B'];

export const otherHost = (name: HostName): HostName => (name === 'A' ? 'B' : 'A');

/** The condition of the database that both hosts use. */
export type DatabaseHealth =
  | { readonly kind: 'well' }
  /** Each statement waits so long before it is executed. */
  | { readonly kind: 'slow'; readonly byMs: number }
  /** No statement is executed before it is well again. */
  | { readonly kind: 'hanging' }
  /** What is stored is confirmed so much later. */
  | { readonly kind: 'late'; readonly byMs: number }
  /** What is stored is not confirmed: its session ends instead. */
  | { readonly kind: 'losing' }
  /** It is being restarted. `isSilent`: no connection is ended, nothing comes through any more. */
  | { readonly kind: 'down'; readonly isSilent: boolean };

/** Something that happens to the pair, `atMs` virtual milliseconds after the shop opened. */
export type PairStep = { readonly atMs: number } & PairAction;

export type PairAction =
  | { readonly do: 'pay' | 'refund'; readonly at: HostName; readonly order: Order; readonly shopper?: ShopperPlan }
  | { readonly do: 'abort' | 'check' | 'override'; readonly order: string }
  /** The process dies after that many accesses to the network, the database or the clock, and is started again. */
  | {
      readonly do: 'kill';
      readonly at: HostName;
      readonly afterCrossings: number;
      readonly how: 'killed' | 'poweredOff';
      readonly downMs: number;
    }
  /** The process is stopped after that many accesses, and wakes that much later. */
  | {
      readonly do: 'stop';
      readonly at: HostName;
      readonly afterCrossings: number;
      readonly lastsMs: number;
      readonly timersFirst: boolean;
    }
  | { readonly do: 'restart'; readonly at: HostName }
  /** The owner gives a terminal up for the other one. */
  | { readonly do: 'move'; readonly poiid: string }
  | { readonly do: 'cutSession'; readonly at: HostName }
  | { readonly do: 'cutOff'; readonly at: HostName; readonly lastsMs: number }
  | { readonly do: 'database'; readonly health: DatabaseHealth; readonly lastsMs: number }
  /** A replica takes over. What it does not have, at most so many entries, is gone. */
  | { readonly do: 'failOver'; readonly lostEntries: number; readonly lastsMs: number; readonly isSilent: boolean }
  | { readonly do: 'partition'; readonly at?: HostName; readonly poiid: string; readonly lastsMs: number }
  | { readonly do: 'cutPower'; readonly poiid: string; readonly cut: PowerCut }
  | { readonly do: 'rival'; readonly poiid: string; readonly valueMinor: number };

/** The clocks of a machine, compared with the shop's. */
export interface Skew {
  readonly skewMs: number;
  /** How much faster they go: 0.0001 gains 0.1 ms a second. */
  readonly drift: number;
  /** How long it was up when the shop opened. */
  readonly upMs: number;
}

/** A day of a pair, as data: the same schedule gives the same day. */
export interface PairSchedule extends Pick<
  Schedule,
  'seed' | 'poiids' | 'settings' | 'limits' | 'notifies' | 'faults'
> {
  readonly clocks: Readonly<Record<HostName, Skew>>;
  readonly steps: readonly PairStep[];
}

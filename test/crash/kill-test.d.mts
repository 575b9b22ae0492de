import type { EngineLimits } from '../../index.ts';
import type {
  LedgerEntry,
  ReceivedRequest,
  ScriptEntry,
  ShopperPlan,
  TerminalSettings,
} from '../../simulator/index.ts';

/** What happens at the terminal; see points.mjs. */
export const SCENARIOS: Readonly<Record<string, object>>;
/** The SaleID of every till under test. */
export const SALE_ID: string;

/** Runs that pass every crash point; a run is written `scenario/point/point`. */
export function coveringRuns(): string[];

/** Makes runs, `lanes` (default 4) at a time, each at a terminal of its own. */
export function killRuns(shop: Shop, runs: readonly string[], lanes?: number): Promise<RunResult[]>;

export interface RunResult {
  readonly run: string;
  /** The points at which a till died. */
  readonly killedAt: readonly string[];
  /** Points of the run that its tills did not come to. */
  readonly missed: readonly string[];
  /** The kind of the outcome; `undefined` when none was told. */
  readonly outcome: string | undefined;
  /** Everything that must never be, in words. */
  readonly violations: readonly string[];
}

/** All violations, each with its run. */
export function complaintsOf(results: readonly RunResult[]): string[];
/** `kill test: N runs, M kills, 0 violations` */
export function summaryOf(results: readonly RunResult[]): string;
/** How often a till died at each point, and what the payments came to. */
export function tableOf(results: readonly RunResult[]): string;

/** Terminals in a process that outlives every till, tills in processes that do not, and a folder for their journals. */
export function openShop(): Promise<Shop>;

export interface Shop {
  /** What every till is started with, for one in the process of the test. */
  readonly tillOptions: {
    readonly saleId: string;
    readonly sharedKey: { readonly keyIdentifier: string; readonly keyVersion: number; readonly passphrase: string };
    readonly rootPem: string;
    readonly limits: Partial<EngineLimits>;
  };
  /** Starts terminals. */
  open(params: {
    /** How many. Default 1. */
    terminals?: number;
    settings?: Partial<TerminalSettings>;
    script?: readonly ScriptEntry[];
    /** A neighbour's till pays there already. Default `false`. */
    occupied?: boolean;
    /** The first request is held on the way until the terminal has answered a TransactionStatus. Default `false`. */
    held?: boolean;
  }): Promise<{ poiid: string; port: number }[]>;
  /** The shoppers at these terminals do this now. */
  act(poiids: readonly string[], plan: ShopperPlan): Promise<void>;
  /** An orderly restart of the terminal, which it announces. */
  reboot(poiid: string): Promise<void>;
  /** What a terminal got and what was really charged there; `neighbour` is the kind of that payment's outcome. */
  report(
    poiid: string,
  ): Promise<{ received: readonly ReceivedRequest[]; ledger: readonly LedgerEntry[]; neighbour: string | null }>;
  closeTerminals(poiids: readonly string[]): Promise<void>;
  startTill(task: TillTask): Till;
  /** A new path for a journal. */
  journalPath(name: string): string;
  /** Resolves at the `count`-th line of the terminals' process that is wanted; to be called before it can come. */
  seen(isWanted: (line: TerminalLine) => boolean, count?: number): Promise<void>;
  /** Ends every process that was started here. */
  close(): Promise<void>;
}

export interface TillTask {
  readonly journalPath: string;
  readonly payments: readonly {
    id: string;
    poiid: string;
    port: number;
    amount: { currency: string; value: number };
    reference: string;
    /** The method of the engine. Default: `pay`. */
    does?: string;
  }[];
  readonly limits?: Partial<EngineLimits>;
  /** Where it is to kill itself. Default: nowhere. */
  readonly crashPoint?: string;
}

/** A till in a process of its own. */
export interface Till {
  /** What it has printed. */
  readonly lines: readonly TillLine[];
  /** Resolves with its first line of that type, or with `undefined` when it ends without one. */
  line<Type extends TillLine['type']>(type: Type): Promise<Extract<TillLine, { type: Type }> | undefined>;
  kill(): void;
  readonly ended: Promise<{ code: number | null; signal: string | null; complaint: string }>;
}

export type TillLine =
  /** The engine is there; so many transactions were taken up. */
  | { type: 'open'; unresolved: number }
  /** The engine could not be created. */
  | { type: 'refused'; code: string }
  /** All of its payments are in `engine.unresolved()`, each being checked or with the time of its next check. */
  | { type: 'allChecked' }
  | { type: 'alert'; alert: unknown }
  | { type: 'outcome'; id: string; outcome: { kind: string; charged: string; recovered: boolean }; sameAgain: boolean }
  | { type: 'killed'; point: string }
  /** All are settled. */
  | { type: 'done'; unresolved: number; orphans: number };

/** What the terminals' process tells unasked. */
export type TerminalLine = ({ type: 'request'; poiid: string } & ReceivedRequest) | { type: 'held'; poiid: string };

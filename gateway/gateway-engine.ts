import type { Engine, OverrideRequest } from '../engine/engine.ts';
import type { Health } from '../engine/journal/journal-health.ts';
import type { TransactionProgress } from '../engine/notification-router.ts';
import type { Terminal } from '../engine/terminals/terminal-handle.ts';
import type { TerminalState } from '../engine/terminals/terminal-queue.ts';
import type { TerminalResult } from '../engine/terminals/terminal-request.ts';
import type { Transaction } from '../engine/transactions/transaction-handle.ts';
import type { TransactionState } from '../engine/transactions/transaction-state.ts';
import type { Orphan } from '../engine/transactions/unmatched-responses.ts';
import type { JsonObject } from '../protocol/json.ts';
import { ProblemError } from './problem.ts';

/** Values as they come: an Observable is one. */
export interface Reported<T> {
  subscribe(observer: { readonly next: (value: T) => void; readonly complete?: () => void }): { unsubscribe(): void };
}

/** What is there at once, or has to be asked for. */
export type Later<T> = T | Promise<T>;

/** An outcome that is waited for. As `Transaction.outcome`. */
type Waiting = (withinMs: number, options?: { readonly signal?: AbortSignal | undefined }) => Promise<unknown>;

/** What the gateway needs of a transaction. */
export interface GatewayTransaction {
  readonly id: string;
  readonly state: TransactionState;
  readonly outcome: Waiting;
  readonly abort: () => Later<void>;
  readonly checkStatus: () => Later<void>;
}

/** What it needs of a terminal. */
export interface GatewayTerminal extends Pick<Terminal, 'keyInUse' | 'certificateEndsAtMs'> {
  readonly poiid: string;
  readonly state: TerminalState;
  /** The current state first. */
  readonly state$: Reported<TerminalState>;
  readonly diagnose: Asking<'diagnose'>;
  readonly display: Asking<'display'>;
  readonly input: Asking<'input'>;
  readonly print: (request: never, settings?: Settings) => PromiseLike<object>;
  readonly totals: Asking<'totals'>;
  readonly request: (
    category: never,
    body: never,
    settings?: Settings,
  ) => PromiseLike<TerminalResult<{ readonly body: JsonObject }>>;
}

interface Settings {
  readonly signal?: AbortSignal | undefined;
}
type Asking<Name extends 'diagnose' | 'display' | 'input' | 'totals'> = (
  request: Exclude<Parameters<Terminal[Name]>[0], undefined>,
  settings?: Settings,
) => PromiseLike<object>;

/** The terminals: called, it lists them. @throws {ProblemError} where the list is not known at the moment */
export interface GatewayTerminals {
  (): readonly GatewayTerminal[];
  readonly list$: Reported<readonly GatewayTerminal[]>;
  /** Gives a terminal to another server; absent where none is given to another. */
  readonly release?: (poiid: string) => Promise<boolean>;
}

/** Begins a transaction. A promise resolves when it is compared with what is known of its id, and rejects with what is wrong with it. */
type Begin<Name extends 'pay' | 'refund' | 'unreferencedRefund' | 'acquireCard' | 'storedValue' | 'transact'> = (
  request: Parameters<Engine[Name]>[0],
) => Transaction | Promise<GatewayTransaction>;

/**
 * What the gateway needs of an engine: `Engine` is one, and so is what only reaches one over the network. That one answers within a bounded
 * time, or ends with a `ProblemError`. What is optional is not there in every engine: its routes answer `ERR_GATEWAY_NOT_HERE` then.
 */
export interface GatewayEngine
  extends
    Pick<Engine, 'history' | 'dismissOrphan'>,
    Partial<Pick<Engine, 'alerts$' | 'events$' | 'inspect$' | 'inspection'>> {
  readonly pay: Begin<'pay'>;
  readonly refund: Begin<'refund'>;
  readonly unreferencedRefund: Begin<'unreferencedRefund'>;
  readonly acquireCard: Begin<'acquireCard'>;
  readonly storedValue: Begin<'storedValue'>;
  readonly transact: Begin<'transact'>;
  readonly transaction: (id: string) => GatewayTransaction | undefined;
  readonly find: (id: string) => Promise<GatewayTransaction | undefined>;
  readonly override: (request: OverrideRequest) => Later<GatewayTransaction>;
  readonly unresolved: () => Later<readonly TransactionState[]>;
  readonly orphans: () => Later<readonly Orphan[]>;
  readonly terminal: (poiid: string) => Later<GatewayTerminal>;
  readonly terminals: GatewayTerminals;
  readonly transactions$: Reported<TransactionState>;
  readonly display$: Reported<TransactionProgress>;
  /** The current value first. */
  readonly health$: Reported<Health>;
}

/** A part that not every engine has. @throws {ProblemError} `ERR_GATEWAY_NOT_HERE` */
export function here<T>(part: T | undefined): T {
  if (part === undefined) throw new ProblemError('ERR_GATEWAY_NOT_HERE');
  return part;
}

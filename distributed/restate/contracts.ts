/** What the objects and services of this package say to each other: the names, the handlers, and what goes in and out. */
import type { ServiceDefinition, VirtualObjectDefinition } from '@restatedev/restate-sdk';
import type {
  Amount,
  Failure,
  JsonObject,
  Orphan,
  Terminal,
  TerminalState,
  TransactionIdentification,
  TransactionState,
  TransactionType,
} from 'tenderline';
import type {
  AttemptToken,
  ClockReading,
  TerminalEvent,
  TransactionEventPayload,
  TransactionInput,
} from 'tenderline/machines';
import type { ReceivedNotification } from 'tenderline/adapters';
import type { Facts, HistoryFilter, HistoryItem, UnmatchedResponse } from 'tenderline/runtime';

/** A reading of both clocks that names the boot it is of: whoever reads it is another machine, perhaps. */
export type Reading = Required<ClockReading>;

/** What a till asks for, checked. */
export interface Asked {
  /** The till that asks, and the SaleID of the request. */
  readonly till: string;
  readonly type: TransactionType;
  readonly poiid: string;
  readonly ServiceID: string;
  readonly reference: string;
  readonly amount?: Amount;
  readonly queue: boolean;
  /** As the till wrote it: the message is made of it when the terminal is free. */
  readonly given: JsonObject;
  /** What must be the same when the id is used again. */
  readonly same: JsonObject;
  /** The payment that a refund gives back, where the till named it by its transaction. */
  readonly original?: TransactionIdentification;
  /**
   * The version of the refusal after which the till asks again. A request that was refused is begun again by a wish that knows of it, and never by a
   * call that was made before: that may come late, or twice.
   */
  readonly after?: number;
  /** When a worker took the request. */
  readonly at: Reading;
  /** Why it is refused at once, unless it is known already. */
  readonly refusal?: Failure;
}

/** A transaction as its till sees it. `version` grows with every change. */
export interface View {
  readonly version: number;
  readonly state: TransactionState;
  /** It was refused: nothing of it was sent, and its id is free. */
  readonly isFree?: true;
  /** Results that came after it was settled and that say something else: a person must look. */
  readonly late?: readonly JsonObject[];
  /** What its terminal said that it displays, as it arrived. */
  readonly displayed?: readonly DisplayNotification[];
}

export type DisplayNotification = Extract<ReceivedNotification, { readonly kind: 'display' }>;

/** A mistake of the till, as `InputError` has it. */
export interface Mistaken {
  readonly mistake: {
    readonly code: `ERR_INPUT_${string}`;
    readonly path?: string;
    readonly expected?: string;
    readonly found?: string;
    readonly message: string;
  };
}

/** An event on its way to its transaction. */
export interface Delivery {
  readonly payload: TransactionEventPayload;
  /** Of a timer: it is stale when it was armed for another time since. */
  readonly dueAtMs?: number;
  /** The attempt whose connection to the terminal is closed with this. */
  readonly ended?: AttemptToken;
}

/** What came of the wish to send. */
export type Claim =
  /** The attempt that has the claim: the one that asked, or another. */
  | {
      readonly kind: 'held';
      readonly holder: AttemptToken;
      readonly input: TransactionInput;
      readonly abortRequested: boolean;
    }
  /** Nobody has it and nobody gets it: nothing was sent. */
  | { readonly kind: 'closed' }
  /** It is about another request than that of now. */
  | { readonly kind: 'stale' };

/** What a till sends with a request. */
export interface TillRequest {
  readonly request: JsonObject;
  /** When the till asked, by its clock, in epoch milliseconds: what waited longer than `limits.sendWithinMs` is not sent. */
  readonly askedAtMs: number;
  /** The version of the refusal after which the till asks again. */
  readonly after?: number | undefined;
}

/** What a till does to its transaction. */
export type Act =
  | { readonly do: 'abort' | 'check' }
  | { readonly do: 'override'; readonly by: unknown; readonly reason: unknown; readonly outcome: unknown };

/** The requests to a terminal that belong to no transaction, as `Terminal` of tenderline has them. */
export const DEVICE_METHODS = [
  'diagnose',
  'transactionStatus',
  'abort',
  'balance',
  'login',
  'logout',
  'totals',
  'reconcile',
  'request',
  'display',
  'input',
  'inputUpdate',
  'print',
  'scanBarcode',
  'endScan',
  'sound',
  'startTransaction',
  'endCardAcquisition',
] as const satisfies readonly (keyof Terminal)[];
export type DeviceMethod = (typeof DEVICE_METHODS)[number];

/** A request to a terminal that moves no money. */
export interface DeviceRequest {
  /** The SaleID of the request. */
  readonly till: string;
  /** Made by the till: the same request, however often the call comes. */
  readonly id: string;
  readonly poiid: string;
  readonly method: DeviceMethod;
  readonly args: readonly unknown[];
  /** When the till asked, by its clock, in epoch milliseconds: what waited longer than `limits.sendWithinMs` is not sent. */
  readonly askedAtMs: number;
}

/** Which attempt may send a request to a terminal. */
export type DeviceClaim =
  /** The till does not want it any more: nobody gets it. */
  { readonly kind: 'withdrawn' } | { readonly kind: 'held'; readonly holder: AttemptToken };

/** A transaction in the list of its till. */
export type HistoryEntry = Required<Facts>;

/** A method, so that each handler may name the context that it needs. */
type Handler<In, Out = void> = { handle(ctx: unknown, given: In): Promise<Out> }['handle'];

/** The object of a transaction; its key is the id. */
export interface TransactionHandlers {
  ask: Handler<Asked, View | Mistaken>;
  enqueued: Handler<{ readonly dueAtMs: number }>;
  overdue: Handler<{ readonly dueAtMs: number }>;
  open: Handler<{ readonly at: Reading }>;
  refuse: Handler<{ readonly reason: Failure }>;
  event: Handler<Delivery>;
  claim: Handler<{ readonly attempt: AttemptToken; readonly ServiceID: string; readonly abandon: string }, Claim>;
  act: Handler<{ readonly till: string; readonly act: Act }, View | Mistaken | null>;
  watch: Handler<{ readonly till: string; readonly since: number; readonly awakeable: string }, View | null>;
  unwatch: Handler<{ readonly awakeable: string }>;
  /** Whether the response is about it. */
  unmatched: Handler<UnmatchedResponse, boolean>;
  /** Whether the notification is about it. */
  displayed: Handler<DisplayNotification, boolean>;
  state: Handler<{ readonly till: string }, View | null>;
  history: Handler<{ readonly till: string }, readonly JsonObject[] | null>;
  listed: Handler<{ readonly till: string }, HistoryItem | null>;
  prune: Handler<{ readonly events: number }>;
}

/** The object of a terminal; its key is the POIID. */
export interface TerminalHandlers {
  request: Handler<{ readonly transaction: string; readonly queue: boolean }>;
  tell: Handler<readonly TerminalEvent[]>;
  /** A notification that is about no transaction that is known. */
  notified: Handler<ReceivedNotification>;
  state: Handler<Record<string, never>, TerminalState>;
  /** What runs, what is unknown, and what was settled last. */
  transactions: Handler<Record<string, never>, readonly string[]>;
  /** The last first. */
  notifications: Handler<Record<string, never>, readonly ReceivedNotification[]>;
}

/** The results of a terminal that belong to no transaction; the key is the POIID. */
export interface OrphanHandlers {
  keep: Handler<UnmatchedResponse>;
  list: Handler<Record<string, never>, readonly Orphan[]>;
  /** Whether there was one. */
  dismiss: Handler<{ readonly id: string }, boolean>;
}

/** One request to a terminal that moves no money; the key is the till and the id of the request. */
export interface DeviceHandlers {
  claim: Handler<{ readonly attempt: AttemptToken; readonly withdraw: string }, DeviceClaim>;
  withdraw: Handler<Record<string, never>>;
  forget: Handler<Record<string, never>>;
}

/** What a till has begun; the key is the till. */
export interface HistoryHandlers {
  add: Handler<HistoryEntry>;
  /** The first of the filter, the newest first: that many, or all that there are. */
  page: Handler<{ readonly filter: HistoryFilter; readonly size: number }, readonly HistoryEntry[]>;
}

/** What is sent to a terminal and asked of it. */
export interface ExchangeHandlers {
  transmit: Handler<{ readonly transaction: string; readonly ServiceID: string }>;
  status: Handler<{ readonly input: TransactionInput }>;
  abort: Handler<{ readonly input: TransactionInput }>;
  device: Handler<DeviceRequest, JsonObject | Mistaken>;
}

export const TRANSACTION: VirtualObjectDefinition<'transaction', TransactionHandlers> = { name: 'transaction' };
export const TERMINAL: VirtualObjectDefinition<'terminal', TerminalHandlers> = { name: 'terminal' };
export const ORPHANS: VirtualObjectDefinition<'orphans', OrphanHandlers> = { name: 'orphans' };
export const DEVICE: VirtualObjectDefinition<'device', DeviceHandlers> = { name: 'device' };
export const HISTORY: VirtualObjectDefinition<'history', HistoryHandlers> = { name: 'history' };
export const EXCHANGE: ServiceDefinition<'exchange', ExchangeHandlers> = { name: 'exchange' };
export const TILL = 'till';
/** Of a 404: a server that does not know the service yet answers so, too, and that says nothing of a transaction. */
export const NO_TRANSACTION = 'this till has no such transaction';
export const NO_TERMINAL = 'this till has no such terminal';

/** What the objects and services of this package say to each other: the names, the handlers, and what goes in and out. */
import type { ServiceDefinition, VirtualObjectDefinition } from '@restatedev/restate-sdk';
import type {
  Amount,
  Failure,
  JsonObject,
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
  /** When the till asked, by its clock: one that was refused is begun again by a later wish alone, and not by a call that comes twice. */
  readonly askedAtMs: number;
  /** When a worker took the request. */
  readonly at: Reading;
  /** Why it is refused at once, unless it is known already. */
  readonly refusal?: Failure;
}

/** A transaction as its till sees it. `version` grows with every change. */
export interface View {
  readonly version: number;
  readonly state: TransactionState;
  /** Results that came after it was settled and that say something else: a person must look. */
  readonly late?: readonly JsonObject[];
}

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
}

/** What a till does to its transaction. */
export type Act =
  | { readonly do: 'abort' | 'check' }
  | { readonly do: 'override'; readonly by: unknown; readonly reason: unknown; readonly outcome: unknown };

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
  state: Handler<{ readonly till: string }, View | null>;
  history: Handler<{ readonly till: string }, readonly JsonObject[] | null>;
  prune: Handler<{ readonly version: number }>;
}

/** The object of a terminal; its key is the POIID. */
export interface TerminalHandlers {
  request: Handler<{ readonly transaction: string; readonly queue: boolean }>;
  tell: Handler<readonly TerminalEvent[]>;
  state: Handler<Record<string, never>, JsonObject>;
}

/** What is sent to a terminal and asked of it. */
export interface ExchangeHandlers {
  transmit: Handler<{ readonly transaction: string; readonly ServiceID: string }>;
  status: Handler<{ readonly input: TransactionInput }>;
  abort: Handler<{ readonly input: TransactionInput }>;
}

export const TRANSACTION: VirtualObjectDefinition<'transaction', TransactionHandlers> = { name: 'transaction' };
export const TERMINAL: VirtualObjectDefinition<'terminal', TerminalHandlers> = { name: 'terminal' };
export const EXCHANGE: ServiceDefinition<'exchange', ExchangeHandlers> = { name: 'exchange' };
export const TILL = 'till';

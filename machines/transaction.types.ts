import type { Failure } from '../protocol/faults.ts';
import type { MessageCategory } from '../protocol/header.ts';
import type { POIID, SaleID, ServiceID, TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { KeyName } from '../protocol/key-name.ts';
import type { Amount } from '../protocol/money.ts';
import type { Charged, Outcome, SettledResult } from '../protocol/outcome.ts';

/** How long to wait and how often to check. All in milliseconds, positive integers, frozen with the transaction. */
export interface TransactionLimits {
  /** From the call until the first byte leaves: later the shopper is gone, and nothing is sent. */
  readonly sendWithinMs: number;
  /** From the written request until its status is checked. */
  readonly responseTimeoutMs: number;
  /** From the loss of the answer to the first check. */
  readonly firstCheckDelayMs: number;
  /** Between checks while the budget lasts. */
  readonly statusIntervalMs: number;
  /** For one check to be answered. */
  readonly statusTimeoutMs: number;
  /** Unanswered checks in a row until the transaction stalls. A count. */
  readonly fastChecksMax: number;
  /** Between checks of a stalled transaction, for ever. */
  readonly stalledIntervalMs: number;
  /** How long InProgress counts as a busy shopper before the transaction stalls. */
  readonly inProgressMaxMs: number;
  /** NotFound proves that the request never arrived only when received twice, this far apart... */
  readonly notFoundGapMs: number;
  /** ...about a request at least this old... */
  readonly notFoundAgeMinMs: number;
  /** ...and at most this old: after that the terminal may have forgotten... */
  readonly notFoundAgeMaxMs: number;
  /** ...by a terminal that was never silent this long: it can have restarted in that time, its memory gone. UNCONFIRMED. */
  readonly terminalRestartMinMs: number;
  /**
   * ...and, when the process that sent the request died, not before its operating system has stopped sending for it. Transactions
   * of old journals do not have it: 0.
   */
  readonly lingerMaxMs?: number;
  /**
   * By how much the wall clocks of two machines that deal with the transaction may differ, drift included: what is concluded across
   * their clocks allows for it. Transactions of old journals do not have it: 5,000.
   */
  readonly clockSkewMaxMs?: number;
}

/** Names one attempt to send the request: one execution in one process, never another. See `createAttempts`. */
export type AttemptToken = string;

/** A transaction as it was requested: plain frozen data, and all that is needed to send it. */
export interface TransactionInput {
  readonly id: TransactionId;
  readonly category: MessageCategory;
  readonly POIID: POIID;
  readonly SaleID: SaleID;
  /** Of the transaction's own request; checks and aborts have ServiceIDs of their own. Another attempt has another one: see `attempt`. */
  readonly ServiceID: ServiceID;
  /** Which attempt is under way. Absent for the first one, and in the record of the intent: a rejection leads to another. */
  readonly attempt?: Attempt;
  readonly reference: string;
  readonly amount?: Amount;
  /** A payment that gives money back. */
  readonly refund?: boolean;
  /** The part of the amount that the shopper wants in cash. */
  readonly cashBack?: Amount;
  /** The terminal has no protection. */
  readonly unprotected?: boolean;
  /** Whether a check asks for the receipts again: when the POS handles them, and the terminal must not print. */
  readonly wantsReceipts: boolean;
  /** The caller's request: the same id with another request is refused. */
  readonly request: JsonObject;
  /** The body of the request, exactly as it is sent. */
  readonly body: JsonObject;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  /** The same time in milliseconds since the machine was started, by a clock that cannot be set. Old journals do not have it. */
  readonly createdUpMs?: number;
  /** Identifies the boot of the machine, from its start to its stop. */
  readonly bootId: string;
  /** Identifies the machine, over its restarts. Absent where nothing does, and in old journals. */
  readonly hostId?: string;
  readonly limits: TransactionLimits;
}

/** An attempt after the first: the terminal certainly did not process those before it, because it could not open them. */
export interface Attempt {
  /** Its request is sealed with this key and no other. */
  readonly key: KeyName;
  readonly rejected: readonly KeyedRequest[];
}

/** A request and the key that it is sealed with. */
export interface KeyedRequest {
  readonly ServiceID: ServiceID;
  readonly key: KeyName;
}

/** What may be sent after a rejection, and by whom: without `attempt` the claim of it is open. */
export interface NextRequest extends KeyedRequest {
  readonly attempt?: AttemptToken;
}

/** That the terminal did not process the request. */
export interface Rejection {
  readonly failure: Failure;
  /** The key that the request was sealed with. Absent where it was not sealed, and in old journals. */
  readonly key?: KeyName;
  /** Another key of the ring that the request may be sent under, and the ServiceID it would have then. The machine decides whether it is. */
  readonly next?: NextRequest;
}

/** A time, read from both clocks. */
export interface ClockReading {
  /** The wall clock: epoch milliseconds. It can be set, forward and back. */
  readonly atMs: number;
  /** Milliseconds since the machine was started. Stands still while a virtual machine is paused. */
  readonly upMs: number;
  /** Whose clock it is, when it is not that on which the transaction was created: the boot (`bootId`) that `upMs` counts from. */
  readonly clock?: string;
}

/** What the machine of a transaction remembers. */
export interface TransactionContext {
  readonly input: TransactionInput;
  /** The attempt that may send the request, and no other. Absent until it is granted, and in old journals. */
  readonly claim?: AttemptToken | undefined;
  /** The latest time at which the request can have left, once it can have. */
  readonly latestSendAt?: ClockReading | undefined;
  /** Unanswered checks in a row, up to the budget. */
  readonly unanswered: number;
  /** Since when the terminal has reported InProgress. */
  readonly inProgressSinceMs?: number | undefined;
  /** When the terminal first reported NotFound since the request left, and how long after that another one proves something. */
  readonly notFound?: { readonly at: ClockReading; readonly waitMs: number } | undefined;
  /** The last contact with the terminal: a connection that was made, or an answer. Before the first one: the creation. */
  readonly lastContactAt?: ClockReading;
  /** When it was first known that the process that sent the request had died: its operating system may go on sending. */
  readonly processLostAt?: ClockReading;
  /** That process may have been stopped, not dead: until its time to send is over it can wake and send. */
  readonly senderMayWake?: boolean;
  /** The terminal proved that it had the request: then no NotFound disproves it. */
  readonly seenByTerminal: boolean;
  /** The terminal may have restarted since the request left: then NotFound proves nothing. */
  readonly terminalRestarted: boolean;
  readonly abortRequested: boolean;
  /** What the terminal last said of the end of the transaction, when it was not clear: said once more to a check, it counts. */
  readonly unclear?: SettledResult | undefined;
  /** The last failure. */
  readonly failure?: Failure;
  /** When the next check is due. */
  readonly nextCheckAtMs?: number | undefined;
  readonly outcome?: Outcome;
}

/** An event of a transaction, and when it happened. */
export type TransactionEvent = {
  /** When it was processed: epoch milliseconds, by the wall clock. */
  readonly atMs: number;
  /** The same time in milliseconds since the machine was started, by a clock that cannot be set. Old journals do not have it. */
  readonly upMs?: number;
  /** Whose clock it is, when it is not that on which the transaction was created: see `ClockReading`. */
  readonly clock?: string;
} & TransactionEventPayload;

/** All events of a transaction. */
export type TransactionEventPayload =
  /** The intent is on disk: from here on the request may leave, if it still should. `attempt` has the claim; without it that is open. */
  | { readonly type: 'intent.stored'; readonly attempt?: AttemptToken }
  /** An attempt wants the claim: it has it once this is stored, if no other has it and the request is still being sent. */
  | { readonly type: 'attempt.claimed'; readonly attempt: AttemptToken }
  /** The last byte of the request was handed to the network, by that attempt. */
  | { readonly type: 'link.written'; readonly attempt?: AttemptToken }
  /** The request is known not to have left. Only the attempt that has the claim can know it. */
  | { readonly type: 'link.notSent'; readonly failure: Failure; readonly attempt?: AttemptToken }
  /** The request may have left, and its answer will not come this way. */
  | { readonly type: 'link.lost'; readonly failure: Failure }
  /** A verified answer that decides: to the request, or repeated by a status check. */
  | { readonly type: 'poi.answered'; readonly result: SettledResult; readonly recovered: boolean }
  /** The terminal states that it did not process the request. */
  | ({ readonly type: 'poi.rejected' } & Rejection)
  /** An answer to the request that is not valid or decides nothing. `seen`: it proves that the terminal has the request. */
  | { readonly type: 'poi.undecided'; readonly failure: Failure; readonly seen: boolean }
  | UnclearAnswer
  /** A notification that was sealed for this shop is about the request: it proves that the terminal has it, and nothing else. */
  | { readonly type: 'poi.progress' }
  /** The check reports: still running. */
  | { readonly type: 'poi.inProgress' }
  /** The check reports: no such request. */
  /** `askedAt`: when the question was due. Old journals do not have it: there it counts as asked when it was answered. */
  | { readonly type: 'poi.notFound'; readonly askedAt?: ClockReading }
  /** The check did not bring the outcome. `seen`: it proves that the terminal has the request. */
  | { readonly type: 'status.unanswered'; readonly failure: Failure; readonly seen: boolean }
  | { readonly type: 'terminal.online' }
  | { readonly type: 'terminal.restarted' }
  | { readonly type: `timer.${TimerName}` }
  | { readonly type: 'sale.abort' }
  | { readonly type: 'sale.checkStatus' }
  | { readonly type: 'sale.override'; readonly by: string; readonly reason: string; readonly charged: Charged }
  /**
   * The process that had the transaction is gone, and another one has it. `rebooted`: the machine may have lost its power in between.
   * `mayWake`: the earlier process may have been stopped or cut off, not dead. `host`: the machine that has it now, where that is known.
   */
  | { readonly type: 'host.restarted'; readonly rebooted: boolean; readonly mayWake?: true; readonly host?: string };

/** An answer that ends the transaction without a charge, and that is not clear enough to be believed once. */
export interface UnclearAnswer {
  readonly type: 'poi.unclear';
  readonly failure: Failure;
  /** How the transaction ended, once a check repeats it. */
  readonly result: SettledResult;
  /** It proves that the terminal has the request. */
  readonly seen: boolean;
  /** Reported by a status check, not by the request's own answer. */
  readonly recovered: boolean;
}

/** `response`: the answer is overdue. `check`: a status check is due. */
export type TimerName = 'response' | 'check';

/** The commands of the machine. The engine carries them out; the result comes back as an event. */
export type TransactionCommand =
  /** Send the transaction's request: once, ever, for each ServiceID. */
  | { readonly type: 'transmit' }
  /** Close the connection of the request, which the terminal does not know. */
  | { readonly type: 'abandonTransmission' }
  /** Send an AbortRequest for the running request. */
  | { readonly type: 'transmitAbort' }
  /** Send a TransactionStatusRequest; always ends in an event, at the latest after `statusTimeoutMs`. */
  | { readonly type: 'askStatus' }
  /** Deliver `timer.<timer>` at that time (epoch milliseconds); replaces the timer of that name. */
  | { readonly type: 'armTimer'; readonly params: { readonly timer: TimerName; readonly dueAtMs: number } };

/** What is asked of a state: stable, where names of states may change. */
export type TransactionTag = 'inFlight' | 'abortable' | 'outcomeUnknown' | 'needsAttention';

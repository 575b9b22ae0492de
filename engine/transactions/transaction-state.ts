import type { SnapshotFrom } from 'xstate';
import type { transactionMachine, TransactionTag } from '../../machines/index.ts';
import type { Failure } from '../../protocol/faults.ts';
import type { POIID, ServiceID, TransactionId } from '../../protocol/ids.ts';
import type { Amount } from '../../protocol/money.ts';
import { notProcessed, type Charged, type Outcome } from '../../protocol/outcome.ts';

/**
 * The five states of the machine; before them, a transaction that waits for its terminal is `queued`; one whose records cannot be read
 * is `damaged`.
 */
export type TransactionStateName = TransactionState['state'];

/** The members of a transaction's state in every state. Check `tags` rather than state names: they are stable. */
export interface TransactionFacts {
  readonly id: TransactionId;
  /** Like `serviceId` and `reference` an empty text where the journal is damaged and does not have it any more. */
  readonly poiid: POIID;
  readonly serviceId: ServiceID;
  readonly reference: string;
  /** The requested amount. Absent where there was none. */
  readonly amount?: Amount;
  /** `inFlight`, `abortable`, `outcomeUnknown`, `needsAttention`. */
  readonly tags: readonly TransactionTag[];
  readonly abortRequested: boolean;
  /** The ServiceIDs of its attempts that the terminal could not open and certainly did not process, each under another key. */
  readonly rejectedServiceIds?: readonly ServiceID[];
  /** The last failure on the way. */
  readonly failure?: Failure;
}

/** The state of a transaction, as it is reported to the till. */
export type TransactionState = TransactionFacts &
  (
    | {
        readonly state: 'queued' | 'sending' | 'awaiting' | 'statusChecking';
        readonly nextCheckAtMs?: undefined;
        readonly outcome?: undefined;
      }
    /**
     * Its records are damaged: `failure` is `ERR_JOURNAL_CORRUPT`. It needs attention until a person closes it by `override`, and is unknown
     * until that is stored; one that was closed in an earlier run has no tags.
     */
    | { readonly state: 'damaged'; readonly nextCheckAtMs?: undefined; readonly outcome?: undefined }
    /** The outcome is unknown; the next status check is due at `nextCheckAtMs`, in epoch milliseconds. */
    | { readonly state: 'timedOut'; readonly nextCheckAtMs: number; readonly outcome?: undefined }
    | { readonly state: 'settled'; readonly outcome: Outcome; readonly nextCheckAtMs?: undefined }
  );

/** Reported for a transaction whose outcome is not known in time: the money may or may not be taken. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly charged: 'unknown';
  readonly state: TransactionStateName;
  readonly failure?: Failure;
  /** When the next status check is due, in epoch milliseconds. */
  readonly nextCheckAtMs?: number;
}

type Snapshot = SnapshotFrom<typeof transactionMachine>;

/** The state of a transaction that has a machine. */
export function readState(snapshot: Snapshot): TransactionState {
  const { context, value, tags } = snapshot;
  const { id, POIID: poiid, ServiceID: serviceId, reference, amount, attempt } = context.input;
  const rejectedServiceIds = attempt?.rejected.map((earlier) => earlier.ServiceID);
  const facts: TransactionFacts = {
    id,
    poiid,
    serviceId,
    reference,
    ...(amount !== undefined && { amount }),
    tags: [...tags] as TransactionTag[],
    abortRequested: context.abortRequested,
    ...(rejectedServiceIds !== undefined && { rejectedServiceIds }),
    ...(context.failure !== undefined && { failure: context.failure }),
  };
  const state = stateNameOf(value);
  if (context.outcome !== undefined) return { ...facts, state: 'settled', outcome: context.outcome };
  if (state === 'settled') throw new Error('a settled transaction has an outcome');
  // Every way into `timedOut` schedules a check; one that is not scheduled is due now.
  if (state === 'timedOut') return { ...facts, state, nextCheckAtMs: context.nextCheckAtMs ?? 0 };
  return { ...facts, state };
}

/** The state of a transaction that has no machine yet: it waits for its terminal, or for the look-up of its id. */
export function queuedState(
  facts: Pick<TransactionFacts, 'id' | 'poiid' | 'serviceId' | 'reference' | 'amount'>,
  abortRequested = false,
): TransactionState {
  return { ...facts, state: 'queued', tags: ['abortable'], abortRequested };
}

/** The state of a transaction of which nothing was stored or sent, and nothing will be. */
export function refusedState(state: TransactionState, failure: Failure): TransactionState {
  const { id, poiid, serviceId, reference, amount, abortRequested } = state;
  return {
    id,
    poiid,
    serviceId,
    reference,
    ...(amount !== undefined && { amount }),
    state: 'settled',
    tags: [],
    abortRequested,
    failure,
    outcome: { ...notProcessed(failure, amount), recovered: false, abortRequested },
  };
}

/** The state of a transaction whose records are damaged, with what is still known of it. */
export function damagedState(
  { id, poiid, serviceId, reference, amount, abortRequested }: TransactionState,
  known: { readonly poiid: POIID | undefined; readonly serviceId: ServiceID | undefined; readonly isOpen: boolean },
  reason: Failure,
): TransactionState {
  return {
    id,
    poiid: known.poiid ?? poiid,
    serviceId: known.serviceId ?? serviceId,
    reference,
    ...(amount !== undefined && { amount }),
    state: 'damaged',
    tags: known.isOpen ? ['outcomeUnknown', 'needsAttention'] : [],
    abortRequested,
    failure: reason,
  };
}

/** The state of a damaged transaction while the decision of a person is stored: it needs no other person. */
export function beingClosedState(state: TransactionState): TransactionState {
  return { ...state, tags: state.tags.filter((tag) => tag !== 'needsAttention') };
}

/** The state of a damaged transaction that a person has closed. */
export function closedState(
  state: TransactionState,
  { by, reason, charged }: { readonly by: string; readonly reason: string; readonly charged: Charged },
): TransactionState {
  const { amount, failure, abortRequested } = state;
  const outcome: Outcome = {
    kind: 'overridden',
    charged,
    by,
    reason,
    amounts: amount === undefined ? {} : { requested: amount },
    ...(failure !== undefined && { failure }),
    advice: 'none',
    receipts: [],
    recovered: false,
    abortRequested,
  };
  return { ...state, state: 'settled', tags: [], nextCheckAtMs: undefined, outcome };
}

/** The same state, of a transaction whose latest event is not on disk: nothing may follow from it, so the outcome is not known. */
export function heldState(state: TransactionState, reason: Failure): TransactionState {
  if (state.state === 'settled') return state;
  return { ...state, tags: [...new Set<TransactionTag>([...state.tags, 'outcomeUnknown'])], failure: reason };
}

function stateNameOf(value: Snapshot['value']): Exclude<TransactionStateName, 'queued' | 'damaged'> {
  if (typeof value === 'string') return value;
  if ('sending' in value) return 'sending';
  return 'awaiting' in value ? 'awaiting' : 'timedOut';
}

/** What is reported of a transaction that is not settled. */
export function unresolvedFrom({ state, failure, nextCheckAtMs }: TransactionState): Unresolved {
  return {
    kind: 'unresolved',
    charged: 'unknown',
    state,
    ...(failure !== undefined && { failure }),
    ...(nextCheckAtMs !== undefined && { nextCheckAtMs }),
  };
}

import type { SnapshotFrom } from 'xstate';
import type { transactionMachine, TransactionTag } from '../machines/index.ts';
import type { Failure } from '../protocol/faults.ts';
import type { POIID, ServiceID, TransactionId } from '../protocol/ids.ts';
import type { Amount } from '../protocol/money.ts';
import type { Outcome } from '../protocol/outcome.ts';

/** The five states of the machine; before them, a transaction that waits for its terminal is `queued`. */
export type TransactionStateName = 'queued' | 'sending' | 'awaiting' | 'timedOut' | 'statusChecking' | 'settled';

/** Where a transaction stands, as the till is told. Ask `tags` rather than state names: they are stable. */
export interface TransactionState {
  readonly id: TransactionId;
  readonly poiid: POIID;
  readonly serviceId: ServiceID;
  readonly reference: string;
  /** What was asked for. Absent where no amount was. */
  readonly amount?: Amount;
  readonly state: TransactionStateName;
  /** `inFlight`, `abortable`, `outcomeUnknown`, `needsAttention`. */
  readonly tags: readonly TransactionTag[];
  readonly abortRequested: boolean;
  /** The last thing that went wrong on the way. */
  readonly failure?: Failure;
  /** While the outcome is unknown: when the terminal is asked next, in epoch milliseconds. */
  readonly nextCheckAtMs?: number;
  /** Once settled. */
  readonly outcome?: Outcome;
}

export function readState(snapshot: SnapshotFrom<typeof transactionMachine>): TransactionState {
  const { context, value, tags } = snapshot;
  const { input } = context;
  const state = typeof value === 'string' ? value : 'timedOut';
  return {
    id: input.id,
    poiid: input.POIID,
    serviceId: input.ServiceID,
    reference: input.reference,
    ...(input.amount !== undefined && { amount: input.amount }),
    state,
    tags: [...tags] as TransactionTag[],
    abortRequested: context.abortRequested,
    ...(context.failure !== undefined && { failure: context.failure }),
    ...(state === 'timedOut' && context.nextCheckAtMs !== undefined && { nextCheckAtMs: context.nextCheckAtMs }),
    ...(context.outcome !== undefined && { outcome: context.outcome }),
  };
}

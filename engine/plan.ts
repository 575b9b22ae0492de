import type { Failure } from '../protocol/faults.ts';
import type { MessageCategory } from '../protocol/header.ts';
import type { POIID, TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Amount } from '../protocol/money.ts';
import type { StoredTransaction } from './recovery.ts';

/** A request of a caller, checked: what a transaction is made of. */
export interface TransactionPlan {
  /** As the caller named it; `undefined` when it is to get a new id. */
  readonly id: TransactionId | undefined;
  readonly category: MessageCategory;
  readonly POIID: POIID;
  readonly reference: string;
  readonly amount?: Amount;
  /** A payment that gives money back. */
  readonly refund?: boolean;
  /** The POS handles receipts, so a status check asks for them again. */
  readonly wantsReceipts: boolean;
  /** What was asked for, as plain data: two requests are the same when this is. */
  readonly request: JsonObject;
  /** Finds what is still missing, if anything is, and gives the body; or why the request cannot be made. */
  complete(lookUp: LookUp): Promise<PlannedBody | Failure>;
}

/** Reads an earlier transaction from the journal. */
export type LookUp = (id: TransactionId) => Promise<StoredTransaction | undefined>;

export interface PlannedBody {
  /** The body of the request, for a moment of birth in epoch milliseconds. */
  readonly body: (createdAtMs: number) => JsonObject;
}

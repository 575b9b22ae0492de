import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { TransactionInput } from '../../machines/index.ts';
import type { TransactionIdentification } from '../../protocol/fields/poi-transaction-id.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import { requestBody } from '../requests/request-bodies.ts';
import type { TransactionPlan } from '../requests/transaction-plan.ts';
import type { AcceptedRequest, TransactionEntry } from './transaction-entry.ts';

/** A transaction that waits for its terminal: nothing of it was stored or sent. */
export interface Applicant {
  readonly entry: TransactionEntry;
  readonly plan: TransactionPlan;
  /** Of a refund that names its payment by its transaction: the payment that was looked up. */
  readonly original: TransactionIdentification | undefined;
}

/** What the machine and the journal get of a transaction when its terminal admits it: the request and its body, both of the same data. */
export function transactionInput(
  { entry, plan, original }: Applicant,
  { options, clock, bootId }: { readonly options: ResolvedOptions; readonly clock: Clock; readonly bootId: string },
): TransactionInput {
  const createdAtMs = clock.now();
  return {
    id: entry.id,
    category: plan.category,
    POIID: plan.POIID,
    SaleID: options.saleId,
    ServiceID: entry.accepted.ServiceID,
    reference: plan.request.reference,
    ...(plan.amount !== undefined && { amount: plan.amount }),
    ...(plan.refund !== undefined && { refund: plan.refund }),
    ...(plan.cashBack !== undefined && { cashBack: plan.cashBack }),
    wantsReceipts: plan.wantsReceipts,
    request: entry.accepted.request,
    body: requestBody(plan.request, { options, createdAtMs, ...(original !== undefined && { original }) }),
    createdAtMs,
    createdUpMs: clock.upMs(),
    bootId,
    limits: options.limits,
  };
}

/** The request of a transaction that the journal knows. */
export function acceptedOf({ id, POIID, ServiceID, reference, amount, request }: TransactionInput): AcceptedRequest {
  return { id, POIID, ServiceID, reference, ...(amount !== undefined && { amount }), request };
}

import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { HostIdentity, TransactionInput } from '../../machines/index.ts';
import type { TransactionIdentification } from '../../protocol/fields/poi-transaction-id.ts';
import type { ServiceID, TransactionId } from '../../protocol/ids.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import { requestBody } from './request-bodies.ts';
import { storedRequest, type TransactionPlan } from './transaction-plan.ts';

/** What the machine and the journal get of a transaction when its terminal admits it: the request and its body, both of the same data. */
export function transactionInput(
  {
    id,
    ServiceID,
    plan,
    original,
  }: {
    readonly id: TransactionId;
    readonly ServiceID: ServiceID;
    readonly plan: TransactionPlan;
    /** Of a refund that names its payment by its transaction: the payment that was looked up. */
    readonly original: TransactionIdentification | undefined;
  },
  { options, clock, bootId, hostId }: { readonly options: ResolvedOptions; readonly clock: Clock } & HostIdentity,
): TransactionInput {
  const createdAtMs = clock.now();
  return {
    id,
    category: plan.category,
    POIID: plan.POIID,
    SaleID: options.saleId,
    ServiceID,
    reference: plan.request.reference,
    ...(plan.amount !== undefined && { amount: plan.amount }),
    ...(plan.refund !== undefined && { refund: plan.refund }),
    ...(plan.cashBack !== undefined && { cashBack: plan.cashBack }),
    ...(options.unprotected.has(plan.POIID) && { unprotected: true }),
    wantsReceipts: plan.wantsReceipts,
    request: storedRequest(plan),
    body: requestBody(plan.request, { options, createdAtMs, ...(original !== undefined && { original }) }),
    createdAtMs,
    createdUpMs: clock.upMs(),
    bootId,
    ...(hostId !== undefined && { hostId }),
    limits: options.limits,
  };
}

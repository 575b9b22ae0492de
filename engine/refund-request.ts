import { InputError, formatValue } from '../errors.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import { parseTransactionId } from '../protocol/ids.ts';
import type { TransactionIdentification } from '../protocol/messages/response.ts';
import { reversalRequest, type ReversalRequestInput } from '../protocol/messages/reversal.ts';
import type { Amount } from '../protocol/money.ts';
import type { Outcome } from '../protocol/outcome.ts';
import type { ResolvedOptions } from './options.ts';
import type { TransactionPlan } from './plan.ts';
import type { StoredTransaction } from './recovery.ts';
import { checkIdentification, payable, readCommon, type TransactionRequest } from './requests.ts';
import type { TransactionState } from './transaction-state.ts';

/** Money of an earlier payment to give back. Names the payment by one of `transaction` and `original`. */
export interface RefundRequest extends TransactionRequest {
  /** The id of the payment, when it is one of this engine's journal. */
  readonly transaction?: string;
  /** The POITransactionID of the payment: both members exactly as the terminal gave them. */
  readonly original?: TransactionIdentification;
  /** What to give back. Default: all of it. */
  readonly amount?: Amount;
  /** Default `MerchantCancel`. */
  readonly reason?: ReversalRequestInput['reason'];
}

const REASONS: readonly string[] = ['CustCancel', 'MerchantCancel', 'Malfunction', 'Unable2Compl'];

/**
 * @param stateOf a transaction that is in memory
 * @throws {InputError} naming the member, what was expected and what was found
 */
export function planRefund(
  request: RefundRequest,
  options: ResolvedOptions,
  stateOf: (id: string) => TransactionState | undefined,
): TransactionPlan {
  const common = readCommon(request, options, ['transaction', 'original', 'amount', 'reason']);
  const { transaction, original, reason = 'MerchantCancel' } = request;
  if ((transaction === undefined) === (original === undefined)) {
    throw new InputError('ERR_INPUT_ORIGINAL', 'refund: expected one of transaction and original, found both or none');
  }
  if (!REASONS.includes(reason)) {
    throw new InputError(
      'ERR_INPUT_REASON',
      `reason: expected one of ${REASONS.join(', ')}, found ${formatValue(reason)}`,
    );
  }
  checkIdentification('original', original);
  const paymentId = transaction === undefined ? undefined : parseTransactionId(transaction);
  const amount = request.amount === undefined ? undefined : payable(request.amount, options);

  const bodyFor = (payment: TransactionIdentification) => ({
    body: (createdAtMs: number) =>
      reversalRequest(
        {
          // The currency of a part goes along in SaleToAcquirerData (reference 5.1).
          ...common.sale(createdAtMs, amount?.currency),
          original: payment,
          reason,
          ...(amount !== undefined && { amount }),
        },
        options.currencyExponents,
      ),
  });

  return {
    id: common.id,
    category: 'Reversal',
    POIID: common.POIID,
    reference: request.reference,
    ...(amount !== undefined && { amount }),
    wantsReceipts: request.saleToAcquirerData?.tenderOptions?.includes('ReceiptHandler') ?? false,
    request: JSON.parse(JSON.stringify({ ...request, id: undefined, queue: undefined, category: 'Reversal' })) as never,
    async complete(lookUp) {
      if (original !== undefined) return bodyFor(original);
      if (paymentId === undefined) return failure('ERR_ORIGINAL_UNKNOWN');
      const inMemory = stateOf(paymentId)?.outcome;
      const outcome = inMemory ?? outcomeOf(await lookUp(paymentId));
      return outcome === undefined ? failure('ERR_ORIGINAL_UNKNOWN') : originalOf(outcome, bodyFor);
    },
  };
}

function originalOf<T>(outcome: Outcome, use: (original: TransactionIdentification) => T): T | Failure {
  const { poiTransactionId, charged } = outcome;
  if (poiTransactionId === undefined || charged === 'no')
    return failure('ERR_ORIGINAL_UNKNOWN', `it is ${outcome.kind}`);
  const { TransactionID, TimeStamp } = poiTransactionId;
  return use({ TransactionID, TimeStamp });
}

/** How a stored transaction was settled: its last answer tells. */
function outcomeOf(stored: StoredTransaction | undefined): Outcome | undefined {
  if (stored === undefined) return undefined;
  for (const record of stored.records.toReversed()) {
    if (record.type !== 'event' || record.event.type !== 'poi.answered' || record.settles !== true) continue;
    const { settled: _, ...outcome } = record.event.verdict;
    return { ...outcome, recovered: record.event.recovered, abortRequested: false };
  }
  return undefined;
}

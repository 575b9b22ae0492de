import { formatValue, InputError } from '../../../errors.ts';
import type { RefundedPayment, RefundRequest } from '../../../index.ts';
import { runTransaction } from '../../live/run-transaction.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { createOutput } from '../../output/output.ts';
import { readOptionalAmount } from '../../settings/requests/amount-option.ts';
import { readConnection } from '../../settings/connection.ts';
import { journalPlace } from '../../settings/journal-path.ts';
import { readEarlier } from '../../settings/requests/earlier-transaction.ts';
import { readSale, type SaleFlags } from '../../settings/requests/sale-options.ts';
import type { JournalPlace } from '../../stored/journal-place.ts';
import { findTransaction } from '../../stored/journal.ts';

export interface RefundFlags extends SaleFlags {
  readonly transaction?: string;
  readonly originalTransactionId?: string;
  readonly originalTimestamp?: string;
  readonly amount?: string;
  readonly currency?: string;
  readonly reason?: NonNullable<RefundRequest['reason']>;
}

/** `tenderline refund`: refunds an earlier payment, all of it or a part. */
export async function refund(flags: RefundFlags): Promise<number> {
  const output = createOutput(flags);
  const original = readOriginal(flags);
  const amount = readOptionalAmount(flags, 'refund');
  const connection = await readConnection(flags);
  const { poiid, address, settings } = connection;
  if (original.transaction !== undefined) await checkPayment(original.transaction, await journalPlace(settings, flags));
  const request: RefundRequest = {
    ...readSale(flags, connection),
    ...original,
    ...(amount !== undefined && { amount }),
    ...(flags.reason !== undefined && { reason: flags.reason }),
  };
  const what = output.paint('bold', amount === undefined ? 'all' : formatAmount(amount));
  const payment = original.transaction ?? original.original?.TransactionID ?? '';
  return runTransaction({
    output,
    flags,
    connection,
    category: 'Reversal',
    headline: `Refunding ${what} of ${payment} on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.refund(request),
  });
}

const NAMES = ['--transaction', '--original-transaction-id', '--original-timestamp'] as const;

function readOriginal({ transaction, originalTransactionId, originalTimestamp }: RefundFlags): RefundedPayment {
  const earlier = readEarlier('refund', NAMES, [transaction, originalTransactionId, originalTimestamp]);
  if (earlier !== undefined) {
    return 'id' in earlier ? { transaction: earlier.id } : { original: earlier.poiTransactionId };
  }
  const expected = `either ${NAMES[0]}, or both ${NAMES[1]} and ${NAMES[2]}`;
  throw new InputError('ERR_INPUT_ORIGINAL', { path: 'refund', expected, found: 'none' });
}

/** Refuses a payment whose outcome is unknown, by the journal alone: before anything is opened or sent. */
async function checkPayment(id: string, place: JournalPlace): Promise<void> {
  const { state } = await findTransaction(place, id, 'transaction');
  if (state.outcome !== undefined) return;
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: 'transaction',
    expected: 'one that is settled',
    found: `${formatValue(id)}, which is ${state.state}`,
    advice: `settle it first: tenderline status --id ${id}`,
  });
}

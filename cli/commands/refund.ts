import { formatValue, InputError } from '../../errors.ts';
import type { Amount, RefundedPayment, RefundRequest } from '../../index.ts';
import { runTransaction } from '../live/run-transaction.ts';
import { formatAmount } from '../output/format-amount.ts';
import { createOutput } from '../output/output.ts';
import { readAmount } from '../settings/amount-option.ts';
import { readConnection } from '../settings/connection.ts';
import type { TransactionFlags } from '../settings/flags.ts';
import { journalPath } from '../settings/journal-path.ts';
import type { Settings } from '../settings/settings.ts';
import { findTransaction } from '../stored/journal.ts';

export interface RefundFlags extends TransactionFlags {
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
  const amount = readPartialAmount(flags);
  const connection = await readConnection(flags);
  const { poiid, address, settings } = connection;
  if (original.transaction !== undefined) await checkPayment(original.transaction, settings);
  const request: RefundRequest = {
    poiid,
    reference: flags.reference,
    ...original,
    ...(amount !== undefined && { amount }),
    ...(flags.reason !== undefined && { reason: flags.reason }),
    ...(settings.id !== undefined && { id: settings.id }),
    ...(flags.queue === true && { queue: true }),
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

function readOriginal({ transaction, originalTransactionId, originalTimestamp }: RefundFlags): RefundedPayment {
  const given = [originalTransactionId, originalTimestamp].filter((value) => value !== undefined).length;
  if (transaction !== undefined && given === 0) return { transaction };
  if (transaction === undefined && originalTransactionId !== undefined && originalTimestamp !== undefined) {
    return { original: { TransactionID: originalTransactionId, TimeStamp: originalTimestamp } };
  }
  throw new InputError('ERR_INPUT_ORIGINAL', {
    path: 'refund',
    expected: 'either --transaction, or both --original-transaction-id and --original-timestamp',
    found: `${transaction === undefined ? '' : '--transaction and '}${given} of the two`,
  });
}

function readPartialAmount({ amount, currency }: RefundFlags): Amount | undefined {
  if (amount === undefined && currency === undefined) return undefined;
  if (amount !== undefined && currency !== undefined) return readAmount(amount, currency);
  throw new InputError('ERR_INPUT_AMOUNT', {
    path: 'refund',
    expected: '--amount and --currency for a part, none for all',
    found: `${amount === undefined ? '--currency' : '--amount'} alone`,
  });
}

/** Refuses a payment whose outcome is unknown, by the journal alone: before anything is opened or sent. */
async function checkPayment(id: string, settings: Settings): Promise<void> {
  const { state } = await findTransaction(journalPath(settings), id, 'transaction');
  if (state.outcome !== undefined) return;
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: 'transaction',
    expected: 'one that is settled',
    found: `${formatValue(id)}, which is ${state.state}`,
    advice: `settle it first: tenderline status --id ${id}`,
  });
}

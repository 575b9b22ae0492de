import type { StoredValueItem, StoredValueRequest } from '../../../index.ts';
import { runTransaction } from '../../live/run-transaction.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { createOutput } from '../../output/output.ts';
import { readConnection } from '../../settings/connection.ts';
import { readOptionalAmount } from '../../settings/requests/amount-option.ts';
import { readEarlier } from '../../settings/requests/earlier-transaction.ts';
import { readGiftCard, type GiftCardFlags } from '../../settings/requests/gift-card-option.ts';
import { readSale, type SaleFlags } from '../../settings/requests/sale-options.ts';

export interface StoredValueFlags extends SaleFlags, GiftCardFlags {
  readonly amount?: string;
  readonly currency?: string;
  readonly originalTransactionId?: string;
  readonly originalTimestamp?: string;
}

/** The operations of the Terminal API, each by its name on the command line. */
export const OPERATIONS: Readonly<Record<string, StoredValueItem['type']>> = {
  activate: 'Activate',
  load: 'Load',
  unload: 'Unload',
  reserve: 'Reserve',
  reverse: 'Reverse',
  duplicate: 'Duplicate',
};

/** `tenderline stored-value`: one operation on a gift card. @param operation a name of `OPERATIONS` */
export async function storedValue(operation: string, flags: StoredValueFlags): Promise<number> {
  const output = createOutput(flags);
  const amount = readOptionalAmount(flags, 'stored-value');
  const names = ['the id', '--original-transaction-id', '--original-timestamp'] as const;
  const earlier = readEarlier('original', names, [undefined, flags.originalTransactionId, flags.originalTimestamp]);
  const connection = await readConnection(flags);
  const { poiid, address } = connection;
  const giftCard = await readGiftCard(flags);
  const type = OPERATIONS[operation] ?? operation;
  // What each operation needs is for the library to check.
  const item = {
    type,
    ...(amount !== undefined && { amount }),
    ...(giftCard !== undefined && { giftCard }),
    ...(earlier !== undefined && 'poiTransactionId' in earlier && { original: earlier.poiTransactionId }),
  } as StoredValueItem;
  const request: StoredValueRequest = { ...readSale(flags, connection), items: [item] };
  const sum = amount === undefined ? '' : ` of ${formatAmount(amount)}`;
  return runTransaction({
    output,
    flags,
    connection,
    category: 'StoredValue',
    headline: `${output.paint('bold', `${type}${sum}`)}, a gift card on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.storedValue(request),
  });
}

import { InputError } from '../../../errors.ts';
import type { TransactionIdentification } from '../../../index.ts';

/**
 * How an earlier transaction is named: by its id in the journal, or by its POITransactionID, both members exactly as they were given.
 *
 * @param names the three options, for the message
 * @returns `undefined` when none of them is given
 * @throws {InputError} `ERR_INPUT_ORIGINAL` for a mixture
 */
export function readEarlier(
  path: string,
  names: readonly [id: string, transactionId: string, timestamp: string],
  [id, TransactionID, TimeStamp]: readonly (string | undefined)[],
): { readonly id: string } | { readonly poiTransactionId: TransactionIdentification } | undefined {
  const given = [TransactionID, TimeStamp].filter((value) => value !== undefined).length;
  if (id === undefined && given === 0) return undefined;
  if (id !== undefined && given === 0) return { id };
  if (id === undefined && TransactionID !== undefined && TimeStamp !== undefined) {
    return { poiTransactionId: { TransactionID, TimeStamp } };
  }
  throw new InputError('ERR_INPUT_ORIGINAL', {
    path,
    expected: `either ${names[0]}, or both ${names[1]} and ${names[2]}`,
    found: `${id === undefined ? '' : `${names[0]} and `}${given} of the two`,
  });
}

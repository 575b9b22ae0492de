import { formatValue, InputError } from '../../../errors.ts';
import type { TransactionIdentification } from '../../../index.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { readJournalPlace } from '../../settings/journal-path.ts';
import { readEarlier } from '../../settings/requests/earlier-transaction.ts';
import { findTransaction } from '../../stored/journal.ts';

/** Options that name an earlier card acquisition. */
export interface AcquisitionFlags extends ConnectionFlags {
  /** Its id in the journal. */
  readonly acquisition?: string;
  readonly acquisitionTransactionId?: string;
  readonly acquisitionTimestamp?: string;
}

export interface Acquisition {
  readonly poiTransactionId: TransactionIdentification;
  /** Its terminal, where the journal has it. */
  readonly poiid?: string;
}

const NAMES = ['--acquisition', '--acquisition-transaction-id', '--acquisition-timestamp'] as const;

/**
 * The card acquisition that a command continues with; `undefined` when the options name none.
 *
 * @throws {InputError} `ERR_INPUT_ORIGINAL`, `ERR_INPUT_TRANSACTION`
 */
export async function findAcquisition(flags: AcquisitionFlags): Promise<Acquisition | undefined> {
  const given = [flags.acquisition, flags.acquisitionTransactionId, flags.acquisitionTimestamp];
  const earlier = readEarlier('acquisition', NAMES, given);
  if (earlier === undefined || 'poiTransactionId' in earlier) return earlier;
  const { input, state } = await findTransaction(await readJournalPlace(flags), earlier.id, 'acquisition');
  const { outcome } = state;
  if (input.category === 'CardAcquisition' && outcome?.kind === 'accepted' && outcome.poiTransactionId !== undefined) {
    return { poiTransactionId: outcome.poiTransactionId, poiid: input.POIID };
  }
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: 'acquisition',
    expected: 'a CardAcquisition that was accepted',
    found: `${formatValue(earlier.id)}, a ${input.category} that is ${outcome?.kind ?? state.state}`,
  });
}

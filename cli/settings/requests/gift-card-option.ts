import { InputError } from '../../../errors.ts';
import type { StoredValueItem } from '../../../index.ts';
import { readInputText } from './read-input.ts';

type GiftCard = NonNullable<StoredValueItem['giftCard']>;

/** Options about a gift card. Its number is worth money, so it is never given on the command line. */
export interface GiftCardFlags {
  readonly giftCardFile?: string;
  readonly giftCardEntryMode?: NonNullable<GiftCard['entryMode']>;
  readonly giftCardProvider?: string;
}

/**
 * The gift card of the options; `undefined` when none is given. Without a number, another entry mode has the terminal ask for the card.
 *
 * @throws {InputError} `ERR_INPUT_FILE`, `ERR_INPUT_GIFT_CARD`
 */
export async function readGiftCard(flags: GiftCardFlags): Promise<GiftCard | undefined> {
  const { giftCardFile, giftCardEntryMode: entryMode, giftCardProvider: provider } = flags;
  const number = giftCardFile === undefined ? '' : (await readInputText(giftCardFile, 'giftCardFile')).trim();
  if (number === '' && entryMode === undefined && provider === undefined) return undefined;
  if (number === '' && (entryMode === undefined || entryMode === 'Scanned')) {
    const expected = 'a file that holds the number that was scanned';
    throw new InputError('ERR_INPUT_GIFT_CARD', { path: 'giftCardFile', expected, found: 'none' });
  }
  return {
    ...(number !== '' && { number }),
    ...(entryMode !== undefined && { entryMode }),
    ...(provider !== undefined && { provider }),
  };
}

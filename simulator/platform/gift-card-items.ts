import type { Amount } from '../../protocol/money.ts';
import type { Identification } from '../messages/request-parts.ts';
import { balanceOf, GIFT_CARD_REFUSALS, type GiftCardEntry, type GiftCardRefusal } from './gift-cards.ts';

/** One change that a StoredValue request asks for. */
export interface GiftCardItem {
  readonly type: 'Activate' | 'Load' | 'Unload' | 'Reserve' | 'Reverse' | 'Duplicate';
  readonly amount: Amount | undefined;
  /** The transaction to undo. */
  readonly original: Identification | undefined;
  /** The card; `undefined`: the one that the shopper presents. */
  readonly number: string | undefined;
}

/** The effect of an item on a card. */
export interface AppliedItem {
  readonly number: string;
  readonly amount: Amount;
  /** The balance in the answer: zero when the card is no longer active. */
  readonly balance: Amount;
  /** `undefined`: nothing changed. */
  readonly change?: Pick<GiftCardEntry, 'type' | 'change' | 'balance' | 'reverses'>;
}

/** Applies one item to the cards as `entries` have them. */
export function applyItem(
  { type, amount, original }: GiftCardItem,
  number: string | undefined,
  entries: readonly GiftCardEntry[],
): readonly AppliedItem[] | GiftCardRefusal {
  if (type === 'Reverse') return original === undefined ? GIFT_CARD_REFUSALS.unknownOriginal : undo(original, entries);
  if (number === undefined) return GIFT_CARD_REFUSALS.unknownCard;
  const before = balanceOf(entries, number);
  if (type === 'Activate') {
    if (before !== undefined) return GIFT_CARD_REFUSALS.alreadyActive;
    const balance = amount ?? { currency: 'EUR', value: 0 };
    return [{ number, amount: balance, balance, change: { type, change: balance.value, balance } }];
  }
  if (before === undefined) return GIFT_CARD_REFUSALS.unknownCard;
  if (type === 'Duplicate' || amount === undefined) {
    return [{ number, amount: { ...before, value: 0 }, balance: before }];
  }
  // An empty card takes the currency of its first amount.
  if (before.value > 0 && amount.currency !== before.currency) return GIFT_CARD_REFUSALS.otherCurrency;
  const change = type === 'Load' ? amount.value : -amount.value;
  const balance = { currency: amount.currency, value: before.value + change };
  if (balance.value < 0) return GIFT_CARD_REFUSALS.notEnough;
  return [{ number, amount, balance, change: { type, change, balance } }];
}

/** Undoes all changes of a transaction, as long as the money that it added is still on the cards. */
function undo(original: Identification, entries: readonly GiftCardEntry[]): readonly AppliedItem[] | GiftCardRefusal {
  const { TransactionID, TimeStamp } = original;
  const done = entries.filter(
    ({ POITransactionID, type }) =>
      POITransactionID?.TransactionID === TransactionID &&
      POITransactionID.TimeStamp === TimeStamp &&
      type !== 'Reverse',
  );
  if (done.length === 0) return GIFT_CARD_REFUSALS.unknownOriginal;
  if (entries.some(({ reverses }) => reverses === TransactionID)) return GIFT_CARD_REFUSALS.alreadyReversed;
  const undone: AppliedItem[] = [];
  // Newest first, so that a card which was activated and loaded in one request is empty when its activation is undone.
  for (const { number, type, change, balance: then } of done.toReversed()) {
    const last = undone.findLast((applied) => applied.number === number)?.balance;
    const before = last ?? balanceOf(entries, number);
    const currency = (before ?? then)?.currency ?? 'EUR';
    const balance = { currency, value: (before?.value ?? 0) - change };
    if (balance.value < 0 || (type === 'Activate' && balance.value > 0)) return GIFT_CARD_REFUSALS.cardUsed;
    undone.push({
      number,
      amount: { currency, value: Math.abs(change) },
      balance,
      change: {
        type: 'Reverse',
        change: -change,
        balance: type === 'Activate' ? undefined : balance,
        reverses: TransactionID,
      },
    });
  }
  return undone;
}

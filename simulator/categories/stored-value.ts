import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { refused, poiData, type Ended } from './transaction-result.ts';
import { additionalResponse, readAcquirerData } from '../messages/text-encoding.ts';
import { applyItem, type StoredValueItem } from '../platform/gift-card-items.ts';
import { isoTime, type WireObject } from '../messages/responses.ts';
import { pspReference } from '../primitives/identifiers.ts';
import {
  readBody,
  StoredValueRequest,
  type Read,
  type RequestHeader,
  type SaleData,
  type StoredValueData,
} from '../messages/request-reader.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { ShopperPlan } from '../settings.ts';
import type { World } from '../platform/environment.ts';

/** A StoredValue request as the terminal understood it. */
export interface StoredValueFacts {
  readonly header: RequestHeader;
  readonly saleData: SaleData;
  readonly items: readonly StoredValueItem[];
}

export function readStoredValue(header: RequestHeader, body: unknown): Read<StoredValueFacts> {
  const read = readBody(StoredValueRequest, 'StoredValue', body);
  if (!read.ok) return read;
  const items = read.value.StoredValueData.map(readItem);
  const errors = items.flatMap((item) => (typeof item === 'string' ? [item] : []));
  if (errors.length > 0) return { ok: false, errors };
  const saleData = read.value.SaleData;
  return {
    ok: true,
    value: { header, saleData, items: items.flatMap((item) => (typeof item === 'string' ? [] : [item])) },
  };
}

const WITH_AMOUNT: readonly string[] = ['Load', 'Unload', 'Reserve'];

/** An item, or the line that says what is wrong with it. */
function readItem(data: StoredValueData, index: number): StoredValueItem | string {
  const { StoredValueTransactionType: type, ItemAmount, Currency, StoredValueAccountID } = data;
  const wrong = (field: string, why: string) =>
    `At SaleToPOIRequest.StoredValueRequest.StoredValueData.${index}, field ${field}: ${why}`;
  if (ItemAmount === undefined && WITH_AMOUNT.includes(type)) return wrong('ItemAmount', 'Missing');
  if (ItemAmount !== undefined && Currency === undefined) return wrong('Currency', 'Missing');
  const amount = ItemAmount === undefined ? undefined : fromWire(ItemAmount, Currency ?? '');
  if (ItemAmount !== undefined && amount === undefined) return wrong('ItemAmount', 'Invalid');
  const original = data.OriginalPOITransaction?.POITransactionID;
  if (type === 'Reverse' && original === undefined) return wrong('OriginalPOITransaction', 'Missing');
  const number = StoredValueAccountID?.StoredValueID;
  return { type, amount, original, number: number === '' ? undefined : number };
}

/** Whether the shopper has to present a card. */
export function asksForCard({ items }: StoredValueFacts): boolean {
  return items.some(({ type, number }) => type !== 'Reverse' && number === undefined);
}

/** Does all items or none of them (reference 6.7). It moves money on gift cards only: the ledger has nothing of it. */
export function endStoredValue(
  { items, saleData }: StoredValueFacts,
  plan: ShopperPlan,
  tender: string,
  { giftCards, nowMs, random }: World,
): Ended {
  const psp = pspReference(random);
  const POITransactionID = { TransactionID: `${tender}.${psp}`, TimeStamp: isoTime(nowMs) };
  const done: GiftCardEntry[] = [];
  const rows: WireObject[] = [];
  for (const item of items) {
    const applied = applyItem(item, item.number ?? plan.giftCard, [...giftCards, ...done]);
    if ('ErrorCondition' in applied) return refused(saleData, applied, tender, nowMs);
    for (const { number, balance, amount, change } of applied) {
      if (change !== undefined) done.push({ ...change, at: nowMs, number, POITransactionID });
      rows.push(rowOf(item.type, number, amount, balance, { TransactionID: psp, TimeStamp: isoTime(nowMs) }));
    }
  }
  const { encoding } = readAcquirerData(saleData.SaleToAcquirerData);
  return {
    body: {
      Response: { Result: 'Success', AdditionalResponse: additionalResponse({ pspReference: psp }, encoding) },
      SaleData: { SaleTransactionID: saleData.SaleTransactionID },
      POIData: poiData(POITransactionID),
      StoredValueResult: rows,
    },
    giftCards: done,
  };
}

function rowOf(
  StoredValueTransactionType: string,
  StoredValueID: string,
  amount: Amount,
  balance: Amount,
  HostTransactionID: WireObject,
): WireObject {
  return {
    StoredValueTransactionType,
    ItemAmount: toWire(amount),
    Currency: amount.currency,
    StoredValueAccountStatus: {
      StoredValueAccountID: {
        StoredValueAccountType: 'GiftCard',
        EntryMode: ['Scanned'],
        IdentificationType: 'PAN',
        StoredValueID,
      },
      CurrentBalance: toWire(balance),
    },
    HostTransactionID,
  };
}

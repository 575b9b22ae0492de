import { z } from 'zod';
import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { Identification, SaleData, StoredValueAccountID } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { poiData } from '../messages/responses.ts';
import { additionalResponse, readAcquirerData } from '../messages/text-encoding.ts';
import { isoTime, type WireObject } from '../messages/wire-object.ts';
import type { Environment } from '../platform/environment.ts';
import { applyItem, type GiftCardItem } from '../platform/gift-card-items.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import { pspReference } from '../primitives/identifiers.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { failedResult, type TransactionResult } from './transaction-result.ts';

const StoredValueData = z.object({
  StoredValueTransactionType: z.enum(['Activate', 'Load', 'Unload', 'Reserve', 'Reverse', 'Duplicate']),
  StoredValueAccountID: StoredValueAccountID.optional(),
  OriginalPOITransaction: z.object({ POITransactionID: Identification }).optional(),
  ItemAmount: z.number().optional(),
  Currency: z.string().optional(),
});

/** Reference 6.7. */
const StoredValueRequest = z.object({ SaleData, StoredValueData: z.array(StoredValueData).min(1) });

/** A StoredValue transaction, as read from the request. */
export interface StoredValueDetails {
  readonly header: RequestHeader;
  readonly saleData: SaleData;
  readonly items: readonly GiftCardItem[];
}

export function readStoredValue(header: RequestHeader, body: unknown): Read<StoredValueDetails> {
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

/** An item, or the line that names the error in it. */
function readItem(data: z.infer<typeof StoredValueData>, index: number): GiftCardItem | string {
  const { StoredValueTransactionType: type, ItemAmount, Currency, StoredValueAccountID: account } = data;
  const wrong = (field: string, why: string) =>
    `At SaleToPOIRequest.StoredValueRequest.StoredValueData.${index}, field ${field}: ${why}`;
  if (ItemAmount === undefined && WITH_AMOUNT.includes(type)) return wrong('ItemAmount', 'Missing');
  if (ItemAmount !== undefined && Currency === undefined) return wrong('Currency', 'Missing');
  const amount = ItemAmount === undefined ? undefined : fromWire(ItemAmount, Currency ?? '');
  if (ItemAmount !== undefined && amount === undefined) return wrong('ItemAmount', 'Invalid');
  const original = data.OriginalPOITransaction?.POITransactionID;
  if (type === 'Reverse' && original === undefined) return wrong('OriginalPOITransaction', 'Missing');
  const number = account?.StoredValueID;
  return { type, amount, original, number: number === '' ? undefined : number };
}

/** Whether the shopper has to present a card. */
export function asksForCard({ items }: StoredValueDetails): boolean {
  return items.some(({ type, number }) => type !== 'Reverse' && number === undefined);
}

/** Applies all items or none (reference 6.7). Only gift cards change: the ledger gets no entry. */
export function storedValueResult(
  { items, saleData }: StoredValueDetails,
  plan: ShopperPlan,
  tender: string,
  { giftCards, nowMs, random }: Environment,
): TransactionResult {
  const psp = pspReference(random);
  const POITransactionID = { TransactionID: `${tender}.${psp}`, TimeStamp: isoTime(nowMs) };
  const done: GiftCardEntry[] = [];
  const rows: WireObject[] = [];
  for (const item of items) {
    const applied = applyItem(item, item.number ?? plan.giftCard, [...giftCards, ...done]);
    if ('ErrorCondition' in applied) return failedResult(saleData, applied, tender, nowMs);
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

import type { SnapshotFrom } from 'xstate';
import { DEFAULT_LIMITS } from '../../engine/options/engine-options.ts';
import type { transactionMachine, TransactionInput } from '../../machines/index.ts';
import { parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from '../../protocol/ids.ts';
import type { SettledResult } from '../../protocol/outcome.ts';

export const BORN_AT_MS = 1_000_000;

/** A payment of EUR 10.99, born at `BORN_AT_MS`, with the limits of reference 5.4. */
export function paymentInput(overrides: Partial<TransactionInput> = {}): TransactionInput {
  return {
    id: parseTransactionId('payment-1'),
    category: 'Payment',
    POIID: parsePOIID('V400m-324688179'),
    SaleID: parseSaleID('TILL-01'),
    ServiceID: parseServiceID('A0000001Z9'),
    reference: 'ORDER-1001',
    amount: { currency: 'EUR', value: 1099 },
    wantsReceipts: false,
    request: {},
    body: {},
    createdAtMs: BORN_AT_MS,
    bootId: 'boot-1',
    limits: DEFAULT_LIMITS,
    ...overrides,
  };
}

export const approval = {
  kind: 'approved',
  charged: 'yes',
  amounts: { requested: { currency: 'EUR', value: 1099 }, authorized: { currency: 'EUR', value: 1099 } },
  receipts: [],
  advice: 'none',
} as const satisfies SettledResult;

export const refusal = {
  kind: 'declined',
  charged: 'no',
  amounts: { requested: { currency: 'EUR', value: 1099 } },
  receipts: [],
  errorCondition: 'Refusal',
  advice: 'otherCard',
} as const satisfies SettledResult;

type Snapshot = SnapshotFrom<typeof transactionMachine>;

/** `sending.storing`, `awaiting.waiting`, `timedOut.retrying`, `settled`, ... */
export function placeOf({ value }: Snapshot): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)[0]?.join('.') ?? '';
}

import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { DEFAULT_LIMITS } from '../../engine/options/engine-options.ts';
import { transactionMachine, type TransactionEventPayload, type TransactionInput } from '../../machines/index.ts';
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

/** `sending.storing`, `timedOut.retrying`, `settled`, ... */
export function placeOf({ value }: Snapshot): string {
  if (typeof value === 'string') return value;
  return 'sending' in value ? `sending.${value.sending}` : `timedOut.${value.timedOut}`;
}

/** A transaction machine whose intent is stored, driven by hand: what it wants done is kept as data. */
export function drive(input: TransactionInput = paymentInput()) {
  return driveUnstored(input).at(0, { type: 'intent.stored' }, input.createdUpMs);
}

/** The same from the very beginning. */
export function driveUnstored(input: TransactionInput = paymentInput()) {
  let [snapshot, actions]: [Snapshot, readonly { type: string; params: unknown }[]] = initialTransition(
    transactionMachine,
    input,
  );
  const wanted = [...actions];
  return {
    /** Lets something happen, that many milliseconds after birth. */
    at(afterBirthMs: number, happening: TransactionEventPayload, upMs?: number) {
      const moment = { atMs: BORN_AT_MS + afterBirthMs, ...(upMs !== undefined && { upMs }) };
      [snapshot, actions] = transition(transactionMachine, snapshot, { ...happening, ...moment });
      wanted.push(...actions);
      return this;
    },
    /** `sending.transmitting`, `timedOut.retrying`, ... */
    get state(): string {
      return placeOf(snapshot);
    },
    get snapshot() {
      return snapshot;
    },
    get context() {
      return snapshot.context;
    },
    get outcome() {
      return snapshot.output;
    },
    /** The names of all commands so far, without timers. */
    get commands(): string[] {
      return wanted.map(({ type }) => type).filter((type) => type !== 'armTimer');
    },
    /** When a timer is due, in milliseconds after birth; the last one armed counts. */
    dueAfterMs(name: string): number | undefined {
      const armed = wanted.filter(
        ({ type, params }) => type === 'armTimer' && (params as { timer: string }).timer === name,
      );
      const last = armed.at(-1)?.params as { dueAtMs: number } | undefined;
      return last && last.dueAtMs - BORN_AT_MS;
    },
  };
}

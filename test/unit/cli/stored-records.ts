import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import {
  journalView,
  type JournalHistory,
  type JournalRecord,
  type JournalView,
  type SettledResult,
  type TransactionInput,
} from '../../../index.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import { approval, paymentInput } from '../../support/transactions.ts';

/** Texts that no export may contain. */
export const SECRETS = ['4111111111111111', 'PaymentToken', 'MERCHANT COPY', 'secret-in-the-body'];

const response: JsonObject = {
  Response: { Result: 'Success', AdditionalResponse: 'secret-in-the-body' },
  PaymentResult: {
    PaymentInstrumentData: {
      CardData: {
        PaymentBrand: 'mc',
        MaskedPan: '541333 **** 9999',
        EntryMode: ['ICC'],
        PaymentToken: '4111111111111111',
      },
    },
  },
};

/** An approval that holds everything that must not be exported. */
export const secretApproval: SettledResult = {
  ...approval,
  pspReference: 'PSPREFERENCE1234',
  receipts: [
    {
      qualifier: 'CashierReceipt',
      signatureRequired: false,
      format: 'Text',
      lines: [{ name: 'MERCHANT COPY', bold: false, endOfLine: true }],
    },
  ],
  response,
};

/** The records of a transaction: its intent is stored, then come the events, one a second. The last one settles it if `settles`. */
export function recordsOf(
  events: readonly TransactionEventPayload[],
  { settles = false, ...overrides }: RecordOptions = {},
): JournalRecord[] {
  const input = paymentInput({ body: { secret: 'secret-in-the-body' }, ...overrides });
  const { createdAtMs } = input;
  const record = (seq: number, atMs: number) => ({ version: 2, transaction: input.id, seq, atMs }) as const;
  return [
    { ...record(0, createdAtMs), type: 'opened', input },
    ...[{ type: 'intent.stored' } as const, ...events].map((event, index): JournalRecord => {
      const atMs = createdAtMs + index * 1000;
      const isLast = index === events.length;
      return {
        ...record(index + 1, atMs),
        type: 'event',
        event: { ...event, atMs },
        ...(settles && isLast && { settles: true }),
      };
    }),
  ];
}

export type RecordOptions = Partial<TransactionInput> & { readonly settles?: boolean };

export async function journalOf(records: readonly JournalRecord[]): Promise<JournalView> {
  const journal = memoryJournal();
  for (const record of records) await journal.append([record]);
  return journalView(journal);
}

/** The history of a transaction with these events. */
export async function historyOf(
  events: readonly TransactionEventPayload[],
  options?: RecordOptions,
): Promise<JournalHistory> {
  const records = recordsOf(events, options);
  const history = await (await journalOf(records)).history(records[0]?.transaction ?? '');
  if (history === undefined) throw new Error('it was just stored');
  return history;
}

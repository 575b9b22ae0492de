import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import type { StoredTransaction } from '../../../engine/recovery.ts';
import type { TransactionHappening, TransactionInput } from '../../../machines/index.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import type { SettledVerdict } from '../../../protocol/outcome.ts';
import { approval, BORN_AT_MS, paymentInput } from '../../support/transactions.ts';

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
export const secretApproval: SettledVerdict = {
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

/** A stored transaction: it is opened, then come the events, one a second. The last record settles it if `settles`. */
export function stored(
  events: readonly TransactionHappening[],
  { settles = false, ...overrides }: Partial<TransactionInput> & { settles?: boolean } = {},
): StoredTransaction {
  const input = paymentInput({ body: { secret: 'secret-in-the-body' }, ...overrides });
  const base = { version: 1, transaction: input.id } as const;
  const opened: JournalRecord = { ...base, seq: 0, atMs: input.createdAtMs, type: 'opened', input };
  const eventRecords = events.map((event, index): JournalRecord => {
    const atMs = (overrides.createdAtMs ?? BORN_AT_MS) + (index + 1) * 1000;
    const isLast = index === events.length - 1;
    return {
      ...base,
      seq: index + 1,
      atMs,
      type: 'event',
      event: { ...event, atMs },
      ...(settles && isLast && { settles: true }),
    };
  });
  return { input, records: [opened, ...eventRecords] };
}

import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { TransactionEventPayload, TransactionInput } from '../../machines/index.ts';
import { parseTransactionId } from '../../protocol/ids.ts';
import { BORN_AT_MS, paymentInput } from './transactions.ts';

export const idOf = parseTransactionId;

interface Over {
  readonly version?: 1 | 2;
  readonly input?: Partial<TransactionInput>;
  /** Where the birth stands. Default 0. */
  readonly firstSeq?: number;
  /** Whether the last record settles the transaction. */
  readonly settles?: boolean;
}

/** The records of a payment as a journal keeps them: its birth, then what happened, one a second. */
export function recordsFor(
  id: string,
  events: readonly TransactionEventPayload[],
  { version = 2, input: over = {}, firstSeq = 0, settles = false }: Over = {},
): JournalRecord[] {
  const input = paymentInput({ id: idOf(id), ...over });
  const base = { version, transaction: input.id };
  const opened: JournalRecord = { ...base, seq: firstSeq, atMs: BORN_AT_MS, type: 'opened', input };
  const happened = events.map((event, index): JournalRecord => {
    const atMs = BORN_AT_MS + (index + 1) * 1000;
    const isLast = index === events.length - 1;
    return {
      ...base,
      seq: firstSeq + index + 1,
      atMs,
      ...(settles && isLast && { settles: true }),
      type: 'event',
      event: { ...event, atMs },
    };
  });
  return [opened, ...happened];
}

import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import { parseTransactionId } from '../../protocol/ids.ts';
import { paymentInput } from '../support/transactions.ts';

interface Place {
  readonly atMs?: number;
  readonly settles?: true;
}

export function opened(name: string, seq = 0, { atMs = seq, settles }: Place = {}): JournalRecord {
  const transaction = parseTransactionId(name);
  const input = paymentInput({ id: transaction });
  return { version: 1, transaction, seq, atMs, ...(settles && { settles }), type: 'opened', input };
}

export function happened(name: string, seq: number, { atMs = seq, settles }: Place = {}): JournalRecord {
  const event = { type: 'link.written', atMs } as const;
  return {
    version: 1,
    transaction: parseTransactionId(name),
    seq,
    atMs,
    ...(settles && { settles }),
    type: 'event',
    event,
  };
}

export function settled(name: string, seq: number, atMs: number = seq): JournalRecord {
  return happened(name, seq, { atMs, settles: true });
}

export function orphan(name: string, detail: Readonly<Record<string, unknown>>): JournalRecord {
  return { version: 1, transaction: parseTransactionId(name), seq: 0, atMs: 0, type: 'orphan', detail };
}

/** So many newer ones are settled that all before them may be forgotten. */
export function newer(atMs: number): JournalRecord[] {
  const names = Array.from({ length: 100 }, (_, index) => `newer${index}-`);
  return names.flatMap((name) => [opened(name), settled(name, 1, atMs)]);
}

/** Without those of `newer`. */
export async function olderPlacesOf(records: AsyncIterable<JournalRecord>): Promise<string[]> {
  return (await placesOf(records)).filter((place) => !place.startsWith('newer'));
}

export async function taken<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** `a0`, `b3`, ...: which record, in short. */
export async function placesOf(records: AsyncIterable<JournalRecord>): Promise<string[]> {
  return (await taken(records)).map(({ transaction, seq }) => `${transaction}${seq}`);
}

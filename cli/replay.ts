import type { JournalRecord } from '../adapters/ports/journal.port.ts';
import { silentLogger } from '../engine/runtime/logging.ts';
import { Mailbox, type Effect } from '../engine/mailbox.ts';
import type { StoredTransaction } from '../engine/journal/stored-transactions.ts';
import { birthOf, momentOf } from '../machines/index.ts';
import type { TransactionState } from '../index.ts';

/** One record of a transaction, and what came of it. */
export interface Step {
  readonly record: Exclude<JournalRecord, { type: 'orphan' }>;
  /** Where the transaction stood after it. */
  readonly state: TransactionState;
  /** What the engine set out to do because of it. */
  readonly effects: readonly Effect['type'][];
}

/**
 * Lets a transaction of the journal happen once more, to see what the engine did at each event: in the engine's own mailbox, with
 * a clock that stands where the record does, and with nothing behind it. Nothing is stored and nothing is sent.
 */
export async function replay({ input, records }: StoredTransaction): Promise<Step[]> {
  let now = birthOf(input);
  let effects: Effect['type'][] = [];
  const mailbox = Mailbox.open({
    input,
    journal: { append: () => Promise.resolve() },
    clock: { now: () => now.atMs, upMs: () => now.upMs, setTimeout: () => undefined, clearTimeout: () => {} },
    log: silentLogger,
    bootId: input.bootId,
    execute: ({ type }) => effects.push(type),
  });
  const steps: Step[] = [];
  for (const record of records) {
    if (record.type === 'orphan') continue;
    effects = [];
    if (record.type === 'event') {
      now = momentOf(record.event);
      mailbox.deliver(record.event);
    }
    // The mailbox takes an event in microtasks.
    await new Promise((resolve) => setImmediate(resolve));
    steps.push({ record, state: mailbox.state, effects });
  }
  mailbox.stop();
  return steps;
}

import { Mailbox, type Effect } from '../../engine/mailbox.ts';
import { silentLogger } from '../../engine/logging.ts';
import type { StoredTransaction } from '../../engine/recovery.ts';
import type { JournalRecord, TransactionState } from '../../index.ts';
import { birthOf, momentOf } from '../../machines/index.ts';

// Everything that the command line takes from inside the engine goes through this file, so that a public reader of the journal
// can take its place.

export { REDACTED_PATHS } from '../../engine/logging.ts';
export { readStoredState } from '../../engine/mailbox.ts';
export { readTransaction, type StoredTransaction } from '../../engine/recovery.ts';

/** What the engine does because of an event. */
export type EngineCommand = Effect['type'];

/** A record of a transaction. */
export type TransactionRecord = Exclude<JournalRecord, { type: 'orphan' }>;

/** One record of a transaction, and its consequences. */
export interface Step {
  readonly record: TransactionRecord;
  /** State of the transaction after the record. */
  readonly state: TransactionState;
  /** What the engine started because of it. */
  readonly effects: readonly EngineCommand[];
}

/**
 * Replays a stored transaction record by record, to find what the engine did at each of them: in the engine's own mailbox, with a
 * clock that stands at the time of the record. Stores nothing and sends nothing.
 */
export async function replay({ input, records }: StoredTransaction): Promise<Step[]> {
  let now = birthOf(input);
  let effects: EngineCommand[] = [];
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

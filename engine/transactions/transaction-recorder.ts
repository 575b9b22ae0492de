import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { TransactionEvent, TransactionInput } from '../../machines/index.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import { describeError } from '../runtime/containment.ts';
import { RECORD_VERSION } from '../journal/journal-format.ts';
import type { Logger } from '../runtime/logging.ts';
import { retry } from '../runtime/timers.ts';

type Content =
  | { readonly type: 'opened'; readonly input: TransactionInput }
  | { readonly type: 'event'; readonly event: TransactionEvent };

/** Writes the events of one transaction into the journal, each record with its `seq`. */
export class TransactionRecorder {
  readonly #journal: Pick<Journal, 'append'>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #transaction: TransactionId;
  #seq: number;

  /** @param nextSeq `seq` of the next record: 0 for a new transaction */
  constructor(
    { journal, clock }: { readonly journal: Pick<Journal, 'append'>; readonly clock: Clock },
    log: Logger,
    transaction: TransactionId,
    nextSeq: number,
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#log = log;
    this.#transaction = transaction;
    this.#seq = nextSeq;
  }

  /** @throws {JournalError} when it is not stored */
  async open(input: TransactionInput): Promise<void> {
    await this.#append(this.#record({ type: 'opened', input }, input.createdAtMs, false));
  }

  /** Whether the journal knows the transaction. */
  get isOpened(): boolean {
    return this.#seq > 0;
  }

  /**
   * Stores an event, once.
   *
   * @param settles whether the transaction is settled with it
   * @throws {JournalError} when it is not stored
   */
  async tryStore(event: TransactionEvent, settles: boolean): Promise<void> {
    await this.#append(this.#record({ type: 'event', event }, event.atMs, settles));
  }

  /** Resolves when the event is on disk, or the signal aborts: storing it is retried until then. */
  async store(event: TransactionEvent, settles: boolean, signal: AbortSignal): Promise<void> {
    const record = this.#record({ type: 'event', event }, event.atMs, settles);
    await retry(
      this.#clock,
      signal,
      () => this.#append(record),
      (error) => {
        const fields = { error: describeError(error), event: event.type };
        this.#log.error(fields, 'an event could not be stored; trying again');
      },
    );
  }

  /** A record that is not stored leaves its place to the next one. */
  async #append(record: JournalRecord): Promise<void> {
    await this.#journal.append([record]);
    this.#seq = record.seq + 1;
  }

  #record(content: Content, atMs: number, settles: boolean): JournalRecord {
    return {
      version: RECORD_VERSION,
      transaction: this.#transaction,
      seq: this.#seq,
      atMs,
      ...(settles && { settles }),
      ...content,
    };
  }
}

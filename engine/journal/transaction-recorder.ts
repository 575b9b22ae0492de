import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { errorCode } from '../../errors.ts';
import type { TransactionEvent, TransactionInput } from '../../machines/index.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { retry, Timers } from '../runtime/timers.ts';
import { corrupt, isDamage, isFenced } from './damage.ts';
import { RECORD_VERSION, versionOf } from './journal-format.ts';
import { OVERDUE_MS } from './journal-health.ts';

export interface RecorderDependencies {
  readonly journal: Pick<Journal, 'append' | 'read'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface StoreOptions {
  /** Ends the attempts. One that is under way is waited for: only its result states whether the record is on disk. */
  readonly signal: AbortSignal;
  /** The disk refused the record or does not answer; called again for each attempt. */
  readonly onHeld?: (reason: Failure) => void;
}

type Content =
  | { readonly type: 'opened'; readonly input: TransactionInput }
  | { readonly type: 'event'; readonly event: TransactionEvent };

/** Writes the events of one transaction into the journal, one after the other, each record with its `seq`. */
export class TransactionRecorder {
  readonly #deps: RecorderDependencies;
  readonly #input: Pick<TransactionInput, 'id' | 'POIID'>;
  /** The last record in line, while it is not stored or given up: the next one waits for it. */
  #last: Promise<unknown> | undefined;
  #seq: number;
  /** Gives up the event that the disk does not take. */
  #held: AbortController | undefined;
  /** What was refused for the current place: a failing disk may have stored it all the same. */
  #refused: Set<string> | undefined;

  /** @param nextSeq `seq` of the next record: 0 for a new transaction */
  constructor(deps: RecorderDependencies, input: Pick<TransactionInput, 'id' | 'POIID'>, nextSeq: number) {
    this.#deps = deps;
    this.#input = input;
    this.#seq = nextSeq;
  }

  /** @throws {JournalError} when it is not stored; `ERR_JOURNAL_CORRUPT` when the id has records already */
  open(input: TransactionInput): Promise<void> {
    return this.#inTurn(() => this.#append({ type: 'opened', input }, input.createdAtMs, false));
  }

  /**
   * Stores an event, once.
   *
   * @param settles whether the transaction is settled with it
   * @throws {JournalError} when it is not stored; `ERR_JOURNAL_CORRUPT` when its place has a record that is not from here
   */
  tryStore(event: TransactionEvent, settles: boolean): Promise<void> {
    return this.#inTurn(() => this.#append({ type: 'event', event }, event.atMs, settles));
  }

  /**
   * Stores an event, however often that has to be tried.
   *
   * @returns whether it is on disk: `false` when the signal aborted or `release` was called first
   * @throws {JournalError} `ERR_JOURNAL_CORRUPT` as `tryStore`; `ERR_JOURNAL_FENCED` when the terminal is another engine's
   */
  store(event: TransactionEvent, settles: boolean, options: StoreOptions): Promise<boolean> {
    return this.#inTurn(() => this.#insist(event, settles, options));
  }

  /** Stores how a transaction ended that was not sent; if the journal does not know it, it has nothing to end. */
  storeUnsent(event: TransactionEvent, settles: boolean, options: StoreOptions): Promise<boolean> {
    return this.#inTurn(async () => this.#seq > 0 && this.#insist(event, settles, options));
  }

  /** Gives up the event that the disk does not take: something else comes before it. */
  release(): void {
    this.#held?.abort();
  }

  /** Resolves when nothing is on its way into the journal. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** `seq` of the next record. */
  get nextSeq(): number {
    return this.#seq;
  }

  async #insist(event: TransactionEvent, settles: boolean, { signal, onHeld }: StoreOptions): Promise<boolean> {
    const { clock, log } = this.#deps;
    const released = new AbortController();
    const ended = released.signal;
    const overdue = new Timers<'overdue'>(clock);
    const hold = (reason: Failure) => {
      this.#held = released;
      if (!ended.aborted) onHeld?.(reason);
    };
    const attempt = async () => {
      contained(log, 'a timer', () => overdue.arm('overdue', OVERDUE_MS, () => hold(failure('ERR_JOURNAL_OVERDUE'))));
      await this.#append({ type: 'event', event }, event.atMs, settles).finally(() => overdue.disarmAll());
      return true;
    };
    const onFailure = (error: unknown) => {
      logEvent(log, 'transaction.stepNotStored', { error: describeError(error), step: event.type });
      hold(failure('ERR_JOURNAL_OVERDUE', describeError(error)));
    };
    const onAbort = () => {
      overdue.disarmAll();
      released.abort();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    try {
      return (await retry(clock, ended, attempt, onFailure, isFinal)) ?? false;
    } finally {
      this.#held = undefined;
      signal.removeEventListener('abort', onAbort);
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last === undefined ? work() : this.#last.then(work);
    const last = endOf(turn).finally(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#last = last;
    return turn;
  }

  /** A record that is not stored leaves its place to the next one. */
  async #append(content: Content, atMs: number, settles: boolean): Promise<void> {
    const record = this.#record(content, atMs, settles);
    try {
      await this.#deps.journal.append([record]);
    } catch (error) {
      if (errorCode(error) !== 'ERR_JOURNAL_CONFLICT') {
        this.#refused ??= new Set();
        this.#refused.add(JSON.stringify(record));
        throw error;
      }
      if (await this.#yieldPlace(record)) return this.#append(content, atMs, settles);
    }
    this.#advance();
  }

  /**
   * A conflict is knowledge: the place has a record. It is this one, which was refused and is there all the same; or another one
   * from here of which that is true; or it is not known what happened to the transaction.
   *
   * @returns whether another one from here has the place, so that this one gets the next
   * @throws {JournalError} `ERR_JOURNAL_CORRUPT`
   */
  async #yieldPlace(record: JournalRecord): Promise<boolean> {
    const { id } = this.#input;
    for await (const stored of this.#deps.journal.read(id)) {
      if (stored.seq !== record.seq) continue;
      const text = JSON.stringify(stored);
      if (this.#refused?.has(text) !== true) break;
      if (text === JSON.stringify(record)) return false;
      this.#advance();
      return true;
    }
    throw corrupt(id, `expected no record ${record.seq}, found one that another process stored`);
  }

  #advance(): void {
    this.#seq += 1;
    this.#refused = undefined;
  }

  #record(content: Content, atMs: number, settles: boolean): JournalRecord {
    return {
      version: content.type === 'event' ? versionOf(content.event, settles) : RECORD_VERSION,
      transaction: this.#input.id,
      seq: this.#seq,
      atMs,
      ...(settles && { settles }),
      poiid: this.#input.POIID,
      ...content,
    };
  }
}

function isFinal(error: unknown): boolean {
  return isDamage(error) || isFenced(error);
}

async function endOf(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {
    // Its caller has the error.
  }
}

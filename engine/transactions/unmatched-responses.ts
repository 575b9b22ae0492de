import type { TransactionEventPayload } from '../../machines/index.ts';
import { isDeepStrictEqual } from 'node:util';
import { Subject, type Observable } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { errorCode, InputError, formatValue } from '../../errors.ts';
import { parseTransactionId, type TransactionId } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { Outcome, SettledResult } from '../../protocol/outcome.ts';
import { describeError, detached } from '../runtime/containment.ts';
import { RECORD_VERSION } from '../journal/journal-format.ts';
import type { Logger } from '../runtime/logging.ts';
import type { OrphanRecord } from '../journal/stored-transactions.ts';
import type { UnmatchedResponse } from '../terminals/read-answer.ts';
import { retry } from '../runtime/timers.ts';

/** A result that no open transaction waited for: it is stored, and stays listed until a person dismisses it. */
export interface Orphan {
  readonly id: TransactionId;
  /** When it arrived: epoch milliseconds. */
  readonly atMs: number;
  /** Its content: `header` and `body` of an answer, or `transaction` and `result` of a transaction that was settled before. */
  readonly detail: JsonObject;
}

/** A result that arrived when no transaction waited for it. */
export type Alert =
  /** A verified answer to a transaction that was settled before, by an operator or otherwise. */
  | {
      readonly kind: 'lateAnswer';
      readonly transaction: TransactionId;
      readonly result: SettledResult;
      readonly orphan: Orphan;
    }
  /** A verified answer to a request that is not ours, or not known. */
  | { readonly kind: 'orphan'; readonly orphan: Orphan };

export interface UnmatchedDependencies {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly newId: () => TransactionId;
}

/** Keeps the results that belong to no open transaction: stored first, then raised. */
export class UnmatchedResponses {
  readonly #deps: UnmatchedDependencies;
  readonly #kept = new Map<TransactionId, Orphan>();
  readonly #alerts = new Subject<Alert>();
  readonly #closed = new AbortController();

  constructor(deps: UnmatchedDependencies) {
    this.#deps = deps;
  }

  /** Each result, once it is stored. */
  get alerts$(): Observable<Alert> {
    return this.#alerts.asObservable();
  }

  list(): readonly Orphan[] {
    return [...this.#kept.values()];
  }

  /** Adds what earlier processes stored and no person dismissed. */
  recover(records: readonly OrphanRecord[]): void {
    for (const { transaction: id, atMs, detail } of records) this.#kept.set(id, { id, atMs, detail });
  }

  /** A verified answer to a request of ours that is no longer in memory, or to a request of another till. */
  keepOrphan({ header, body }: UnmatchedResponse): void {
    this.#keep({ header, body }, (orphan) => ({ kind: 'orphan', orphan }));
  }

  /** An event after the settlement: only an answer matters. */
  noteAfterwards(transaction: TransactionId, payload: TransactionEventPayload, outcome: Outcome | undefined): void {
    const isAnswer = payload.type === 'poi.answered' || (payload.type === 'poi.unclear' && payload.seen);
    if (isAnswer) this.keepLateAnswer(transaction, payload.result, outcome);
  }

  /**
   * A verified answer after the settlement: it changes nothing. A person must check it, unless it only repeats the outcome, as the
   * request's own answer does when a status check was faster.
   */
  keepLateAnswer(transaction: TransactionId, result: SettledResult, outcome: Outcome | undefined): void {
    const { kind, charged } = result;
    if (outcome !== undefined && isSameAnswer(result, outcome)) {
      return logEvent(this.#deps.log, 'transaction.answerRepeated', { transaction, kind, charged });
    }
    logEvent(this.#deps.log, 'transaction.answerLate', { transaction, kind, charged });
    this.#keep({ transaction, result }, (orphan) => ({ kind: 'lateAnswer', transaction, result, orphan }));
  }

  /** Removes an orphan that a person has dealt with. Resolves when that is stored. @throws {InputError} `ERR_INPUT_ORPHAN` */
  async dismiss(id: string): Promise<void> {
    const orphan = this.#kept.get(parseTransactionId(id));
    if (orphan === undefined) {
      throw new InputError('ERR_INPUT_ORPHAN', { path: 'id', expected: 'a stored orphan', found: formatValue(id) });
    }
    try {
      await this.#deps.journal.append([{ ...recordOf(orphan, 1), settles: true }]);
    } catch (error) {
      // Only a dismissal has that place: it was refused, and stored all the same.
      if (errorCode(error) !== 'ERR_JOURNAL_CONFLICT') throw error;
    }
    this.#kept.delete(orphan.id);
  }

  close(): void {
    this.#closed.abort();
    this.#alerts.complete();
  }

  #keep(content: object, alertOf: (orphan: Orphan) => Alert): void {
    const detail = JSON.parse(JSON.stringify(content)) as JsonObject;
    const orphan: Orphan = { id: this.#deps.newId(), atMs: this.#deps.clock.now(), detail };
    detached(this.#deps.log, 'an unmatched response', this.#storeAndRaise(orphan, alertOf));
  }

  async #storeAndRaise(orphan: Orphan, alertOf: (orphan: Orphan) => Alert): Promise<void> {
    const { journal, clock, log } = this.#deps;
    const isStored = await retry(
      clock,
      this.#closed.signal,
      async () => {
        try {
          await journal.append([recordOf(orphan, 0)]);
        } catch (error) {
          // Nothing else has this id: it was refused before, and stored all the same.
          if (errorCode(error) !== 'ERR_JOURNAL_CONFLICT') throw error;
        }
        return true;
      },
      (error) => logEvent(log, 'orphan.notStored', { error: describeError(error) }),
    );
    if (isStored === undefined) return;
    this.#kept.set(orphan.id, orphan);
    logEvent(log, 'orphan.raised', { orphan: orphan.id });
    this.#alerts.next(alertOf(orphan));
  }
}

/** Whether an answer reports what the outcome does, of the same attempt at the terminal. An override is no answer. */
export function isSameAnswer(result: SettledResult, outcome: Outcome): boolean {
  // Without the terminal's identification nothing says that it is the same attempt.
  return result.poiTransactionId !== undefined && isDeepStrictEqual(factsOf(result), factsOf(outcome));
}

function factsOf({ kind, charged, errorCondition, poiTransactionId, amounts }: SettledResult) {
  return [kind, charged, errorCondition, poiTransactionId, amounts];
}

function recordOf({ id, atMs, detail }: Orphan, seq: number): JournalRecord {
  return { version: RECORD_VERSION, transaction: id, seq, atMs, type: 'orphan', detail };
}

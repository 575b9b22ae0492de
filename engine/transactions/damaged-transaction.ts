import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../../adapters/ports/journal.port.ts';
import { errorCode } from '../../errors.ts';
import type { TransactionEvent, TransactionEventPayload } from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';
import type { POIID, ServiceID } from '../../protocol/ids.ts';
import { isFenced, lostTerminal, type Damage } from '../journal/damage.ts';
import { RECORD_VERSION } from '../journal/journal-format.ts';
import { describeError, detached } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { readClock, retry } from '../runtime/timers.ts';
import { acceptedOf, type AcceptedRequest, type EventReceiver, type TransactionEntry } from './transaction-entry.ts';
import {
  beingClosedState,
  closedState,
  damagedState,
  queuedState,
  type TransactionState,
} from './transaction-state.ts';
import type { TransactionStore } from './transaction-store.ts';
import type { UnmatchedResponses } from './unmatched-responses.ts';

export interface DamagedDependencies {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: TransactionStore;
  readonly unmatched: Pick<UnmatchedResponses, 'noteAfterwards'>;
  /** Receives what another engine has from now on. */
  readonly follow?: (entry: TransactionEntry) => void;
}

type Override = Extract<TransactionEventPayload, { type: 'sale.override' }>;

/** How many records may be unreadable behind the last one that can be read. */
const PLACES_MAX = 1000;

/**
 * A transaction whose records are damaged. It is listed as unknown, keeps its terminal (every terminal, when no record names it any
 * more), and ends only when a person closes it: the decision is stored behind what is left of the records.
 */
export class DamagedTransaction implements EventReceiver {
  readonly #deps: DamagedDependencies;
  readonly #entry: TransactionEntry;
  readonly #damage: Damage;
  readonly #stopped = new AbortController();
  #isClosing = false;
  #closing: Promise<void> | undefined;

  private constructor(deps: DamagedDependencies, entry: TransactionEntry, damage: Damage) {
    this.#deps = deps;
    this.#entry = entry;
    this.#damage = damage;
  }

  /** From now on the entry is that of a damaged transaction; of one that a person closed before, it is no longer open. */
  static begin(deps: DamagedDependencies, entry: TransactionEntry, damage: Damage): void {
    const { id, error, closed } = damage;
    entry.start(new DamagedTransaction(deps, entry, damage));
    if (closed === undefined) {
      logEvent(deps.log, 'transaction.damaged', { transaction: id, reason: error.message });
    }
    deps.store.update(entry, stateOf(entry.state, damage));
  }

  /** Only a person can end it: who does should know what the terminal said. */
  send(payload: TransactionEventPayload): void {
    if (payload.type !== 'sale.override')
      return this.#deps.unmatched.noteAfterwards(this.#entry.id, payload, undefined);
    if (this.#isClosing) return;
    this.#isClosing = true;
    // Until that is stored it stays unknown, and needs no other person.
    this.#deps.store.update(this.#entry, beingClosedState(this.#entry.state));
    const closing = this.#close(payload);
    detached(this.#deps.log, 'a damaged transaction', closing);
    this.#closing = closing.catch(() => {}); // contained above
  }

  /** Nothing of it is sent by this process. */
  whyNotSend(): undefined {}

  withdraw(): void {}

  /** Who has its terminal closes it. */
  async letGo(): Promise<void> {
    this.#stopped.abort();
    leaveUnknown(this.#deps, this.#entry, { ...this.#damage, error: lostTerminal(this.#entry.accepted.POIID) });
    await this.#closing;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #close(override: Override): Promise<void> {
    const { clock, log, store } = this.#deps;
    try {
      const event: TransactionEvent = { ...override, ...readClock(clock) };
      const attempt = () => this.#append(event).then(() => true);
      const onFailure = (error: unknown) =>
        logEvent(log, 'transaction.overrideNotStored', { error: describeError(error) });
      const isStored = await retry(clock, this.#stopped.signal, attempt, onFailure);
      if (isStored === true) store.update(this.#entry, closedState(this.#entry.state, override));
    } finally {
      this.#isClosing = false;
    }
  }

  /** Stores it in the first free place: a record that cannot be read still has its own. */
  async #append(event: TransactionEvent): Promise<void> {
    const { id, nextSeq } = this.#damage;
    const { poiid } = this.#entry.state;
    const content = { atMs: event.atMs, settles: true, ...(poiid !== '' && { poiid }), type: 'event', event } as const;
    for (let seq = nextSeq; ; seq += 1) {
      const record: JournalRecord = { version: RECORD_VERSION, transaction: id, seq, ...content };
      try {
        return await this.#deps.journal.append([record]);
      } catch (error) {
        if (errorCode(error) !== 'ERR_JOURNAL_CONFLICT' || seq >= nextSeq + PLACES_MAX) throw error;
      }
    }
  }
}

/**
 * What becomes of a transaction that its process gives up. It stays unknown here, and keeps its terminal: one that is damaged until a person
 * closes it; one whose terminal went over to another engine is that engine's, which asks and stores.
 */
export function leaveUnknown(deps: DamagedDependencies, entry: TransactionEntry, damage: Damage): void {
  const { error } = damage;
  if (!isFenced(error)) return DamagedTransaction.begin(deps, entry, damage);
  logEvent(deps.log, 'transaction.letGo', { transaction: damage.id, error: describeError(error) });
  entry.isElsewhere = true;
  deps.store.hold(entry, failure('ERR_JOURNAL_FENCED', error.message));
  deps.follow?.(entry);
}

/** The state of a damaged transaction as it is reported. */
export function damagedStateOf(damage: Damage): TransactionState {
  const { id, POIID: poiid, ServiceID: serviceId, reference, amount } = acceptedOfDamaged(damage);
  return stateOf(queuedState({ id, poiid, serviceId, reference, ...(amount !== undefined && { amount }) }), damage);
}

function stateOf(before: TransactionState, { error, closed, input, poiid }: Damage): TransactionState {
  const known = { poiid: input?.POIID ?? poiid, serviceId: input?.ServiceID, isOpen: closed === undefined };
  const state = damagedState(before, known, failure('ERR_JOURNAL_CORRUPT', error.message));
  return typeof closed === 'object' ? closedState(state, closed) : state;
}

/** What is known of the request of a damaged transaction. */
export function acceptedOfDamaged({ id, input, poiid = '' as POIID }: Damage): AcceptedRequest {
  return input === undefined ? { id, POIID: poiid, ServiceID: '' as ServiceID, reference: '' } : acceptedOf(input);
}

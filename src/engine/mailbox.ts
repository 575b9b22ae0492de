import { ReplaySubject, type Observable } from 'rxjs';
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import {
  transactionMachine,
  type TimerName,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionHappening,
  type TransactionInput,
} from '../machines/index.ts';
import { failure } from '../protocol/faults.ts';
import type { Logger } from './logging.ts';
import { readState, type TransactionState } from './transaction-state.ts';

/** What the world outside is told to do. Timers are the mailbox's own. */
export type Effect = Exclude<TransactionCommand, { type: 'armTimer' }>;

export interface MailboxParts {
  readonly input: TransactionInput;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  /** Carries a command out; what comes of it is delivered. Called only when the event that caused it is stored. */
  readonly execute: (effect: Effect) => void;
}

type Snapshot = SnapshotFrom<typeof transactionMachine>;

const APPEND_RETRY_MS = 1000;

/**
 * The one way in which anything happens to a transaction: an event is stored, then the machine takes it, then its commands are
 * carried out, then the new state is told. One event at a time, in the order of delivery.
 */
export class Mailbox {
  readonly #parts: MailboxParts;
  readonly #state = new ReplaySubject<TransactionState>(1);
  readonly #timers = new Map<TimerName, unknown>();
  readonly #waiting: TransactionHappening[] = [];
  #snapshot: Snapshot;
  #seq = 0;
  #busy = true;
  #stopped = false;
  #retryTimer: unknown;

  constructor(parts: MailboxParts) {
    this.#parts = parts;
    const [snapshot, actions] = initialTransition(transactionMachine, parts.input);
    this.#snapshot = snapshot;
    this.#publish();
    void this.#open(commandsOf(actions));
  }

  /** Every state from the current one on; ends with the settled one. Never an error. */
  get state$(): Observable<TransactionState> {
    return this.#state.asObservable();
  }

  get state(): TransactionState {
    return readState(this.#snapshot);
  }

  /** Something happened. What comes after the settlement changes nothing and is logged. */
  deliver(happening: TransactionHappening): void {
    if (this.#stopped) return;
    this.#waiting.push(happening);
    if (!this.#busy) void this.#drain();
  }

  /** Takes no more events and forgets the timers. The journal keeps what was stored. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    for (const name of [...this.#timers.keys()]) this.#disarm(name);
    this.#parts.clock.clearTimeout(this.#retryTimer);
    this.#state.complete();
  }

  /** Stores the intent, then lets the first commands out. An intent that cannot be stored is never sent. */
  async #open(commands: readonly TransactionCommand[]): Promise<void> {
    const { input, journal, log } = this.#parts;
    try {
      await journal.append([this.#record({ type: 'opened', input })]);
    } catch (error) {
      log.error({ error: errorName(error) }, 'the intent could not be stored; nothing is sent');
      this.#take({ type: 'link.notSent', failure: failure('ERR_JOURNAL'), atMs: this.#parts.clock.now() });
      return;
    }
    this.#carryOut(commands);
    await this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const event = { ...next, atMs: this.#parts.clock.now() } as TransactionEvent;
      await this.#store(event);
      if (this.#stopped) return;
      this.#take(event);
    }
    this.#busy = false;
  }

  /** Comes back when the event is on disk: an answer in hand is kept until it is. */
  async #store(event: TransactionEvent): Promise<void> {
    const { journal, log, clock } = this.#parts;
    const record = this.#record({ type: 'event', event });
    while (!this.#stopped) {
      try {
        await journal.append([record]);
        return;
      } catch (error) {
        log.error({ error: errorName(error), event: event.type }, 'an event could not be stored; trying again');
        await new Promise<void>((resolve) => {
          this.#retryTimer = clock.setTimeout(resolve, APPEND_RETRY_MS);
        });
      }
    }
  }

  #take(event: TransactionEvent): void {
    const { log } = this.#parts;
    if (this.#snapshot.status === 'done') {
      const level = event.type === 'poi.answered' ? 'error' : 'debug';
      log[level]({ event: event.type }, 'this came after the settlement');
      return;
    }
    const [snapshot, actions] = transition(transactionMachine, this.#snapshot, event);
    this.#snapshot = snapshot;
    log.debug({ event: event.type, state: this.state.state }, 'event');
    this.#carryOut(commandsOf(actions));
    this.#publish();
  }

  #carryOut(commands: readonly TransactionCommand[]): void {
    for (const command of commands) {
      if (command.type === 'armTimer') this.#arm(command.params.timer, command.params.dueAtMs);
      else this.#parts.execute(command);
    }
  }

  #arm(name: TimerName, dueAtMs: number): void {
    const { clock } = this.#parts;
    this.#disarm(name);
    const fire = () => {
      this.#timers.delete(name);
      this.deliver({ type: `timer.${name}` });
    };
    this.#timers.set(name, clock.setTimeout(fire, Math.max(0, dueAtMs - clock.now())));
  }

  #disarm(name: TimerName): void {
    this.#parts.clock.clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #publish(): void {
    const state = this.state;
    this.#state.next(state);
    if (state.state !== 'settled') return;
    for (const name of [...this.#timers.keys()]) this.#disarm(name);
    this.#state.complete();
  }

  #record(
    content: { type: 'opened'; input: TransactionInput } | { type: 'event'; event: TransactionEvent },
  ): JournalRecord {
    const record: JournalRecord = { version: 1, transaction: this.#parts.input.id, seq: this.#seq, ...content };
    this.#seq += 1;
    return record;
  }
}

const COMMANDS: Readonly<Record<TransactionCommand['type'], true>> = {
  transmit: true,
  abandonTransmission: true,
  transmitAbort: true,
  askStatus: true,
  armTimer: true,
};

/** The commands among the actions of a transition, as data. */
function commandsOf(actions: readonly { type: string; params: unknown }[]): TransactionCommand[] {
  return actions
    .filter(({ type }) => Object.hasOwn(COMMANDS, type))
    .map(({ type, params }) => ({ type, params }) as TransactionCommand);
}

function errorName(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

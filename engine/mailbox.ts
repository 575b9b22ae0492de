import { ReplaySubject, type Observable } from 'rxjs';
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import {
  atMostMs,
  birthOf,
  momentOf,
  transactionMachine,
  type Moment,
  type TimerName,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionHappening,
  type TransactionInput,
} from '../machines/index.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import type { SettledVerdict } from '../protocol/outcome.ts';
import type { Logger } from './logging.ts';
import { readState, type TransactionState } from './transaction-state.ts';

/** What the world outside is told to do. Timers are the mailbox's own. */
export type Effect = Exclude<TransactionCommand, { type: 'armTimer' }>;

export interface MailboxParts {
  readonly input: TransactionInput;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Carries a command out; what comes of it is delivered. Called only when the event that caused it is stored. */
  readonly execute: (effect: Effect) => void;
  /** A verified answer that comes after the settlement: it changes nothing, and somebody must see it. */
  readonly onLateAnswer?: (verdict: SettledVerdict) => void;
  /** Names the run of this machine. */
  readonly bootId: string;
}

type Snapshot = SnapshotFrom<typeof transactionMachine>;
type Actions = readonly { type: string; params: unknown }[];

const APPEND_RETRY_MS = 1000;
/** The longest wait of a Node.js timer: a longer one would fire at once. */
const TIMER_MS_MAX = 2_147_483_647;

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
  #retry: { readonly timer: unknown; readonly resolve: () => void } | undefined;

  private constructor(parts: MailboxParts, snapshot: Snapshot) {
    this.#parts = parts;
    this.#snapshot = snapshot;
  }

  /** A new transaction: its intent is stored, then its request is sent. */
  static open(parts: MailboxParts): Mailbox {
    const [snapshot, actions] = initialTransition(transactionMachine, parts.input);
    const mailbox = new Mailbox(parts, snapshot);
    mailbox.#publish();
    void mailbox.#open(commandsOf(actions));
    return mailbox;
  }

  /**
   * A transaction of the journal: its events are folded through the machine without a command being carried out. When it is
   * still open the machine is told of the restart like of anything else, and decides what to do.
   *
   * @param records all records of the transaction, in order of seq
   */
  static restore(parts: MailboxParts, records: readonly JournalRecord[]): Mailbox {
    const snapshot = fold(parts.input, records);
    const mailbox = new Mailbox(parts, snapshot);
    mailbox.#seq = (records.at(-1)?.seq ?? 0) + 1;
    mailbox.#busy = false;
    mailbox.#publish();
    const rebooted = parts.input.bootId !== parts.bootId;
    if (snapshot.status !== 'done') mailbox.deliver({ type: 'host.restarted', rebooted });
    return mailbox;
  }

  get input(): TransactionInput {
    return this.#parts.input;
  }

  /** Every state from the current one on; ends with the settled one. Never an error. */
  get state$(): Observable<TransactionState> {
    return this.#state.asObservable();
  }

  get state(): TransactionState {
    return readState(this.#snapshot);
  }

  /** Something happened. Once it is settled only an answer is news. */
  deliver(happening: TransactionHappening): void {
    if (this.#stopped) return;
    if (this.#snapshot.status === 'done') {
      if (happening.type === 'poi.answered') this.#noteLate(happening.verdict);
      return;
    }
    this.#waiting.push(happening);
    if (!this.#busy) void this.#drain();
  }

  /** Takes no more events and forgets the timers. The journal keeps what was stored. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#disarmAll();
    this.#parts.clock.clearTimeout(this.#retry?.timer);
    this.#retry?.resolve();
    this.#state.complete();
  }

  /** Stores the intent, then lets the first commands out. An intent that cannot be stored is never sent. */
  async #open(commands: readonly TransactionCommand[]): Promise<void> {
    const { input, journal, log } = this.#parts;
    try {
      await journal.append([this.#record({ type: 'opened', input }, input.createdAtMs)]);
    } catch (error) {
      log.error({ error: errorName(error) }, 'the intent could not be stored; nothing is sent');
      if (this.#stopped) return;
      const event = this.#happened({ type: 'link.notSent', failure: failure('ERR_JOURNAL') });
      this.#take(event, ...transition(transactionMachine, this.#snapshot, event));
      return;
    }
    if (this.#stopped) return;
    const reason = this.#whyNotSent();
    if (reason === undefined) this.#carryOut(commands, birthOf(this.#parts.input));
    else this.#waiting.unshift({ type: 'link.notSent', failure: reason });
    await this.#drain();
  }

  /** A disk that was slow lets a payment go when nobody stands at the terminal any more: then it does not. */
  #whyNotSent(): Failure | undefined {
    const { input } = this.#parts;
    if (this.#waiting.some(({ type }) => type === 'sale.abort')) return failure('ERR_WITHDRAWN');
    const waitedMs = atMostMs(birthOf(input), this.#now());
    return waitedMs > input.limits.sendWithinMs ? failure('ERR_SEND_TOO_LATE') : undefined;
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#snapshot.status === 'done') {
        if (next.type === 'poi.answered') this.#noteLate(next.verdict);
        continue;
      }
      const event = this.#happened(next);
      const [snapshot, actions] = transition(transactionMachine, this.#snapshot, event);
      await this.#store(event, snapshot.status === 'done');
      if (this.#stopped) return;
      this.#take(event, snapshot, actions);
    }
    this.#busy = false;
  }

  #happened(happening: TransactionHappening): TransactionEvent {
    return { ...happening, ...this.#now() };
  }

  #now(): Moment {
    const { clock } = this.#parts;
    return { atMs: clock.now(), upMs: clock.upMs() };
  }

  /** Comes back when the event is on disk: an answer in hand is kept until it is. */
  async #store(event: TransactionEvent, settles: boolean): Promise<void> {
    const { journal, log, clock } = this.#parts;
    const record = this.#record({ type: 'event', event }, event.atMs, settles);
    while (!this.#stopped) {
      try {
        await journal.append([record]);
        return;
      } catch (error) {
        log.error({ error: errorName(error), event: event.type }, 'an event could not be stored; trying again');
        await new Promise<void>((resolve) => {
          this.#retry = { timer: clock.setTimeout(resolve, APPEND_RETRY_MS), resolve };
        });
      }
    }
  }

  #noteLate(verdict: SettledVerdict): void {
    const { kind, charged } = verdict;
    this.#parts.log.error({ kind, charged }, 'an answer came after the settlement; it changes nothing');
    this.#parts.onLateAnswer?.(verdict);
  }

  /** What the machine makes of an event takes effect. */
  #take(event: TransactionEvent, snapshot: Snapshot, actions: Actions): void {
    const { log } = this.#parts;
    this.#snapshot = snapshot;
    log.debug({ event: event.type, state: this.state.state }, 'event');
    this.#carryOut(commandsOf(actions), momentOf(event));
    this.#publish();
  }

  /** @param since when they were wanted: to store that may have taken long */
  #carryOut(commands: readonly TransactionCommand[], since: Moment): void {
    for (const command of commands) {
      if (command.type === 'armTimer') this.#arm(command.params.timer, command.params.dueAtMs, since);
      else this.#parts.execute(command);
    }
  }

  #arm(name: TimerName, dueAtMs: number, since: Moment): void {
    const { clock } = this.#parts;
    this.#disarm(name);
    const fire = () => {
      this.#timers.delete(name);
      this.deliver({ type: `timer.${name}` });
    };
    // Not against `clock.now()`: the clock on the wall may have been set since, and a wait would become an hour.
    const leftMs = dueAtMs - since.atMs - (clock.upMs() - since.upMs);
    const delayMs = Math.min(Math.max(0, leftMs), TIMER_MS_MAX);
    this.#timers.set(name, clock.setTimeout(fire, delayMs));
  }

  #disarm(name: TimerName): void {
    this.#parts.clock.clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #disarmAll(): void {
    for (const name of this.#timers.keys()) this.#disarm(name);
  }

  #publish(): void {
    const { state } = this;
    if (state.state === 'settled') this.#disarmAll();
    this.#state.next(state);
    if (state.state === 'settled') this.#state.complete();
  }

  #record(
    content: { type: 'opened'; input: TransactionInput } | { type: 'event'; event: TransactionEvent },
    atMs: number,
    settles = false,
  ): JournalRecord {
    const { id } = this.#parts.input;
    const record: JournalRecord = {
      version: 1,
      transaction: id,
      seq: this.#seq,
      atMs,
      ...(settles && { settles }),
      ...content,
    };
    this.#seq += 1;
    return record;
  }
}

/** Where a transaction stands by its records: they go through the machine, and no command is carried out. */
function fold(input: TransactionInput, records: readonly JournalRecord[]): Snapshot {
  let [snapshot] = initialTransition(transactionMachine, input);
  for (const record of records) {
    if (record.type !== 'event' || snapshot.status === 'done') continue;
    [snapshot] = transition(transactionMachine, snapshot, record.event);
  }
  return snapshot;
}

/** The state of a transaction of the journal, for those who only look. */
export function readStoredState(stored: {
  input: TransactionInput;
  records: readonly JournalRecord[];
}): TransactionState {
  return readState(fold(stored.input, stored.records));
}

const COMMANDS: Readonly<Record<TransactionCommand['type'], true>> = {
  transmit: true,
  abandonTransmission: true,
  transmitAbort: true,
  askStatus: true,
  armTimer: true,
};

/** The commands among the actions of a transition, as data. */
function commandsOf(actions: Actions): TransactionCommand[] {
  return actions
    .filter(({ type }) => Object.hasOwn(COMMANDS, type))
    .map(({ type, params }) => ({ type, params }) as TransactionCommand);
}

function errorName(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

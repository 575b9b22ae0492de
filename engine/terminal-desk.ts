import { BehaviorSubject, type Observable } from 'rxjs';
import { initialTransition, transition, type SnapshotFrom } from 'xstate';
import { terminalMachine, type TerminalCommand, type TerminalEvent } from '../machines/index.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import type { POIID, TransactionId } from '../protocol/ids.ts';

/** How a terminal stands with this engine. */
export interface TerminalState {
  readonly poiid: POIID;
  /** What the traffic showed last. */
  readonly link: 'unknown' | 'online' | 'offline';
  /** `quarantined`: the outcome of a transaction is unknown, and nothing new is admitted. */
  readonly work: 'idle' | 'occupied' | 'quarantined';
  readonly running?: TransactionId;
  /** Transactions whose outcome is unknown. */
  readonly unknown: readonly TransactionId[];
  /** In the order in which they will be sent. */
  readonly waiting: readonly TransactionId[];
}

/** What becomes of a request for the terminal: one of these, or first `enqueue` and then another. */
export interface Applicant {
  admit(): void;
  enqueue(): void;
  refuse(failure: Failure): void;
}

/** Keeps one terminal's door: drives the terminal machine, whose word is carried out here. */
export class TerminalDesk {
  readonly #poiid: POIID;
  readonly #onWake: () => void;
  readonly #applicants = new Map<TransactionId, Applicant>();
  readonly #states: BehaviorSubject<TerminalState>;
  #snapshot: SnapshotFrom<typeof terminalMachine>;

  /** @param onWake the terminal is back: whoever waits to ask it may ask now */
  constructor(poiid: POIID, limits: { queueMax: number }, onWake: () => void) {
    this.#poiid = poiid;
    this.#onWake = onWake;
    [this.#snapshot] = initialTransition(terminalMachine, { queueMax: limits.queueMax });
    this.#states = new BehaviorSubject(this.state);
  }

  get state(): TerminalState {
    const { value, context } = this.#snapshot;
    return {
      poiid: this.#poiid,
      link: value.link,
      work: value.work,
      ...(context.running !== undefined && { running: context.running }),
      unknown: context.unknown,
      waiting: context.waiting,
    };
  }

  /** Hot, the current state first. */
  get state$(): Observable<TerminalState> {
    return this.#states.asObservable();
  }

  /** Asks for the terminal. The applicant is told at once, or again when its turn comes. */
  request(transaction: TransactionId, queue: boolean, applicant: Applicant): void {
    this.#applicants.set(transaction, applicant);
    this.tell({ type: 'sale.requested', transaction, queue });
  }

  tell(event: TerminalEvent): void {
    const [snapshot, actions] = transition(terminalMachine, this.#snapshot, event);
    this.#snapshot = snapshot;
    if (event.type === 'sale.withdrawn') this.#applicants.delete(event.transaction);
    // Carried out first: whoever hears of the new state may already ask for something.
    for (const { type, params } of actions) this.#carryOut({ type, params } as TerminalCommand);
    this.#states.next(this.state);
  }

  close(): void {
    this.#states.complete();
  }

  #carryOut(command: TerminalCommand): void {
    if (command.type === 'wake') return this.#onWake();
    const { transaction } = command.params;
    const applicant = this.#applicants.get(transaction);
    if (command.type === 'enqueue') return applicant?.enqueue();
    this.#applicants.delete(transaction);
    if (command.type === 'admit') return applicant?.admit();
    const { code, because } = command.params;
    applicant?.refuse(failure(code, because === undefined ? undefined : `transaction ${because}`));
  }
}

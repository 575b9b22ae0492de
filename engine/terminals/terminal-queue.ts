import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import type { TerminalCommand, TerminalEvent } from '../../machines/index.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import { inOrder } from '../runtime/in-order.ts';
import { beginTerminal, stepTerminal, type TerminalSnapshot } from '../runtime/terminal-reducer.ts';

/** The engine that a terminal belongs to. */
export interface OwnerState {
  readonly isSelf: boolean;
  readonly name?: string;
  /** Where that engine answers; absent when it did not say. */
  readonly url?: string;
}

/** The state of a terminal in this engine. */
export interface TerminalState {
  readonly poiid: POIID;
  /** The link as the traffic last proved it. */
  readonly link: 'unknown' | 'online' | 'offline';
  /** `quarantined`: the outcome of a transaction is unknown, and nothing new is admitted. */
  readonly work: 'idle' | 'occupied' | 'quarantined';
  readonly running?: TransactionId;
  /** Transactions whose outcome is unknown. */
  readonly unknown: readonly TransactionId[];
  /** In the order in which they will be sent. */
  readonly waiting: readonly TransactionId[];
  /** Whose it is, where several engines share the terminals. Absent: it has no owner at the moment, or this engine shares none. */
  readonly owner?: OwnerState | undefined;
  /** It is being removed: what is above goes on, and nothing new is admitted. */
  readonly isLeaving?: true;
}

/** Observes a step of the machine. */
export type OnTerminalStep = (
  event: TerminalEvent,
  change: {
    readonly before: TerminalSnapshot;
    readonly after: TerminalSnapshot;
    readonly commands: readonly TerminalCommand[];
  },
) => void;

/**
 * Decides who may use one terminal, by driving the terminal machine. An event changes the state at once; the new state and the
 * commands of the machine are emitted by `publish`, when everything else that follows from the event is consistent with it.
 */
export class TerminalQueue {
  readonly poiid: POIID;
  readonly #onStep: OnTerminalStep | undefined;
  readonly #states: BehaviorSubject<TerminalState>;
  readonly #report = inOrder((state: TerminalState) => this.#states.next(state));
  readonly #commands = new Subject<TerminalCommand>();
  #wanted: TerminalCommand[] = [];
  #snapshot: TerminalSnapshot;
  #owner: OwnerState | undefined;

  /** @param onStep observes every event that the machine takes */
  constructor(poiid: POIID, { queueMax }: { queueMax: number }, onStep?: OnTerminalStep) {
    this.poiid = poiid;
    this.#onStep = onStep;
    this.#snapshot = beginTerminal({ queueMax }).snapshot;
    this.#states = new BehaviorSubject(this.state);
  }

  get state(): TerminalState {
    const { value, context } = this.#snapshot;
    return {
      poiid: this.poiid,
      link: value.link,
      work: value.work,
      ...(context.running !== undefined && { running: context.running }),
      unknown: context.unknown,
      waiting: context.waiting,
      ...(this.#owner !== undefined && { owner: this.#owner }),
      ...(context.isLeaving && { isLeaving: true }),
    };
  }

  /** Hot, the current state first. */
  get state$(): Observable<TerminalState> {
    return this.#states.asObservable();
  }

  /** The commands of the machine. */
  get commands$(): Observable<TerminalCommand> {
    return this.#commands.asObservable();
  }

  send(event: TerminalEvent): void {
    const before = this.#snapshot;
    const { snapshot, commands } = stepTerminal(before, event);
    this.#snapshot = snapshot;
    this.#wanted.push(...commands);
    this.#onStep?.(event, { before, after: snapshot, commands });
  }

  /** The terminal has another owner, or none. It shows with the next `publish`. */
  setOwner(owner: OwnerState | undefined): void {
    this.#owner = owner;
  }

  publish(): void {
    const wanted = this.#wanted;
    this.#wanted = [];
    this.#report(this.state);
    for (const command of wanted) this.#commands.next(command);
  }

  close(): void {
    this.#states.complete();
    this.#commands.complete();
  }
}

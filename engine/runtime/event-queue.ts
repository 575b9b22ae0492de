import type { TransactionEventPayload } from '../../machines/index.ts';
import type { Slices } from './slices.ts';

type EventType = TransactionEventPayload['type'];

/** Of these, one that waits stands for all that come meanwhile: a thousand calls are one request. */
const REPEATABLE: readonly EventType[] = ['sale.abort', 'sale.checkStatus'];

/** A person waits for these: what is before them comes first, and with it they do. */
const URGENT: readonly EventType[] = ['sale.abort', 'sale.override'];

const nothing = () => {};

/** The events of one transaction: delivered one at a time, in the order of arrival, each when it has its turn. */
export class EventQueue {
  readonly #deliver: (payload: TransactionEventPayload) => Promise<void>;
  readonly #turn: Slices['turn'];
  readonly #waiting: TransactionEventPayload[] = [];
  #isBusy = true;
  /** Ends the wait for a turn. */
  #hurry = nothing;

  /**
   * @param deliver must not reject
   * @param slices of the engine. Without them each event has its turn at once
   */
  constructor(deliver: (payload: TransactionEventPayload) => Promise<void>, slices?: Slices) {
    this.#deliver = deliver;
    this.#turn = (rank) => slices?.turn(rank);
  }

  /** Delivers what waits, and from now on each event as it is posted; until then all wait. */
  async open(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const turn = this.#nextTurn();
      if (turn !== undefined) await turn;
      const next = this.#waiting.shift();
      if (next !== undefined) await this.#deliver(next);
    }
    this.#isBusy = false;
  }

  post(payload: TransactionEventPayload): void {
    if (REPEATABLE.includes(payload.type) && this.has(payload.type)) return;
    this.#waiting.push(payload);
    if (!this.#isBusy) return void this.open();
    if (URGENT.includes(payload.type)) this.#hurryUp();
  }

  /** Whether an event of that type waits. */
  has(type: EventType): boolean {
    return this.#waiting.some((payload) => payload.type === type);
  }

  /** Puts the waiting override of a person first, between these. */
  letOverride(before: readonly TransactionEventPayload[], after: readonly TransactionEventPayload[]): void {
    const at = this.#waiting.findIndex(({ type }) => type === 'sale.override');
    this.#waiting.unshift(...before, ...this.#waiting.splice(at, 1), ...after);
  }

  /** Takes out what waits, so that it is not delivered. */
  take(): readonly TransactionEventPayload[] {
    return this.#waiting.splice(0);
  }

  #nextTurn(): Promise<void> | undefined {
    const isUrgent = this.#waiting.some(({ type }) => URGENT.includes(type));
    const turn = this.#turn(isUrgent ? 'first' : 'ordinary');
    if (turn === undefined || isUrgent) return turn;
    const hurried = new Promise<void>((resolve) => (this.#hurry = resolve));
    return Promise.race([turn, hurried]).finally(() => (this.#hurry = nothing));
  }

  #hurryUp(): void {
    const hurry = this.#hurry;
    if (hurry === nothing) return;
    this.#hurry = nothing;
    const turn = this.#turn('first');
    if (turn === undefined) hurry();
    else void turn.then(hurry);
  }
}

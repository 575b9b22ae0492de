import type { TransactionEventPayload } from '../../machines/index.ts';

type EventType = TransactionEventPayload['type'];

/** Of these, one that waits stands for all that come meanwhile: a thousand calls are one request. */
const REPEATABLE: readonly EventType[] = ['sale.abort', 'sale.checkStatus'];

/** The events of one transaction: delivered one at a time, in the order of arrival. */
export class EventQueue {
  readonly #deliver: (payload: TransactionEventPayload) => Promise<void>;
  readonly #waiting: TransactionEventPayload[] = [];
  #isBusy = true;

  /** @param deliver must not reject */
  constructor(deliver: (payload: TransactionEventPayload) => Promise<void>) {
    this.#deliver = deliver;
  }

  /** Delivers what waits, and from now on each event as it is posted; until then all wait. */
  async open(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await this.#deliver(next);
    this.#isBusy = false;
  }

  post(payload: TransactionEventPayload): void {
    if (REPEATABLE.includes(payload.type) && this.has(payload.type)) return;
    this.#waiting.push(payload);
    if (!this.#isBusy) void this.open();
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

  clear(): void {
    this.#waiting.length = 0;
  }
}

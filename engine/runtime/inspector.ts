import { Observable, Subject, type Subscriber } from 'rxjs';
import type { Head, InspectBody, InspectEntry } from '../../machines/index.ts';
import { contained } from './containment.ts';
import type { Logger } from './logging.ts';

/** How many entries wait at most to be delivered: more are dropped, and counted. */
export const WAITING_MAX = 10_000;
/** How many are delivered before the network and the disk have their turn again. */
const DELIVERED_AT_ONCE = 64;

/**
 * Reports what the engine does to whoever observes it, and to no one else: while there is no subscriber, nothing is computed. It observes
 * alone: entries are delivered later than what they are about, so that no subscriber stands between an event and what follows from it.
 */
export class Inspector {
  readonly #log: Logger;
  readonly #heads: () => readonly Head[];
  readonly #entries = new Subject<InspectEntry>();
  #waiting: InspectEntry[] = [];
  #missed = 0;
  #subscribers = 0;
  /** Of these, who wants every step of a transaction. */
  #readers = 0;
  #n = 0;
  #isScheduled = false;

  /** @param heads what is open now, for who begins to observe */
  constructor(log: Logger, heads: () => readonly Head[]) {
    this.#log = log;
    this.#heads = heads;
  }

  /** Cold: begins with `hello`, then everything that happens. */
  readonly entries$ = new Observable<InspectEntry>((subscriber) => {
    this.#readers += 1;
    const end = this.#observe(subscriber);
    return () => {
      this.#readers -= 1;
      end();
    };
  });

  /**
   * The same for who keeps what no journal has. It comes without the steps of transactions, unless another subscriber observes them: those are
   * in the journal, and to describe them is half of what it costs to be observed.
   */
  readonly unstored$ = new Observable<InspectEntry>((subscriber) => this.#observe(subscriber));

  get isObserved(): boolean {
    return this.#subscribers > 0;
  }

  /** @param describe called at once, and only while there is a subscriber; what it throws is logged */
  emit(describe: () => InspectBody): void {
    if (this.#subscribers === 0) return;
    contained(this.#log, 'the inspection', () => this.#enqueue(describe()));
  }

  /** A step of a transaction, which the journal has as well. @param describe called only while `entries$` is observed */
  emitStored(describe: () => InspectBody): void {
    if (this.#readers > 0) this.emit(describe);
  }

  close(): void {
    this.#waiting = [];
    this.#entries.complete();
  }

  #observe(subscriber: Subscriber<InspectEntry>): () => void {
    subscriber.next({ k: 'hello', v: 1, n: this.#n, source: 'live', heads: this.#heads() });
    this.#subscribers += 1;
    const subscription = this.#entries.subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      this.#subscribers -= 1;
      if (this.#subscribers === 0) this.#waiting = [];
    };
  }

  #enqueue(body: InspectBody): void {
    this.#n += 1;
    if (this.#waiting.length >= WAITING_MAX) this.#missed += 1;
    else this.#waiting.push({ ...body, n: this.#n });
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#isScheduled = false;
    for (const entry of this.#waiting.splice(0, DELIVERED_AT_ONCE)) this.#entries.next(entry);
    if (this.#waiting.length > 0) {
      this.#isScheduled = true;
      setImmediate(() => this.#deliver());
    } else if (this.#missed > 0) {
      const missed = this.#missed;
      this.#missed = 0;
      this.#entries.next({ k: 'gap', missed, n: this.#n });
    }
  }
}

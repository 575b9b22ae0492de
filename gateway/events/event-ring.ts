import type { GatewayEvent } from './event.ts';

/** From where a reader goes on. */
export type Resumption =
  | { readonly kind: 'complete'; readonly events: readonly GatewayEvent[] }
  /** Something is missing before these: `before` is the id of the last event that is. */
  | {
      readonly kind: 'gap';
      readonly why: 'restarted' | 'tooOld' | 'unknown';
      readonly before: string;
      readonly events: readonly GatewayEvent[];
    };

/**
 * The newest events, for readers that come back. The id of an event names the run of the gateway and its number in it, so that the id of
 * another run is known for what it is.
 */
export class EventRing {
  readonly #run: string;
  readonly #kept: number;
  #events: GatewayEvent[] = [];
  #last = 0;

  /** @param run 1 or more letters and digits that no other run has */
  constructor(run: string, kept: number) {
    this.#run = run;
    this.#kept = kept;
  }

  /** The id of the newest event. */
  get lastId(): string {
    return this.idOf(this.#last);
  }

  idOf(number: number): string {
    return `${this.#run}-${number}`;
  }

  add(event: Omit<GatewayEvent, 'number'>): GatewayEvent {
    this.#last += 1;
    const added = { ...event, number: this.#last };
    this.#events.push(added);
    // In blocks: to move the whole list for each event would be work for nothing.
    if (this.#events.length >= 2 * this.#kept) this.#events = this.#newest();
    return added;
  }

  /** What came after an event. */
  after(id: string): Resumption {
    const [, run, digits] = /^([\da-z]+)-(\d{1,15})$/.exec(id) ?? [];
    const number = Number(digits);
    const newest = this.#newest();
    const oldest = newest[0]?.number ?? this.#last + 1;
    const gap = (why: 'restarted' | 'tooOld' | 'unknown'): Resumption => ({
      kind: 'gap',
      why,
      before: this.idOf(oldest - 1),
      events: newest,
    });
    if (run === undefined) return gap('unknown');
    if (run !== this.#run) return gap('restarted');
    if (number > this.#last) return gap('unknown');
    if (number < oldest - 1) return gap('tooOld');
    return { kind: 'complete', events: newest.filter((event) => event.number > number) };
  }

  #newest(): GatewayEvent[] {
    return this.#events.slice(-this.#kept);
  }
}

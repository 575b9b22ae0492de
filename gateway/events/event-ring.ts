import type { EventSubject, GatewayEvent } from './event.ts';

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
 * another run is known for what it is; and where the journal is shared, the place in it up to which everything was reported before.
 */
export class EventRing {
  readonly #run: string;
  readonly #kept: number;
  readonly #place: (() => number) | undefined;
  #events: GatewayEvent[] = [];
  #last = 0;

  /**
   * @param run 1 or more letters and digits that no other run has
   * @param place up to where everything in a shared journal was reported
   */
  constructor(run: string, kept: number, place?: () => number) {
    this.#run = run;
    this.#kept = kept;
    this.#place = place;
  }

  /** The id of the newest event. */
  get lastId(): string {
    return this.idOf({ number: this.#last, place: this.#place?.() });
  }

  idOf({ number, place }: Pick<GatewayEvent, 'number' | 'place'>): string {
    return place === undefined ? `${this.#run}-${number}` : `${this.#run}-${number}-${place}`;
  }

  /** The place in a shared journal that the id of another run names; `undefined` where it names none, or it is an id of this run. */
  placeIn(id: string): number | undefined {
    const { run, place } = partsOf(id);
    return run === this.#run || this.#place === undefined ? undefined : place;
  }

  /** The newest event of that type about that transaction, or that terminal, where one is kept. */
  newest(type: string, { poiid, transaction }: EventSubject): GatewayEvent | undefined {
    const isAbout = (event: GatewayEvent) =>
      transaction === undefined ? event.poiid === poiid : event.transaction === transaction;
    return this.#newest().findLast((event) => event.type === type && isAbout(event));
  }

  add(event: Omit<GatewayEvent, 'number' | 'place'>): GatewayEvent {
    this.#last += 1;
    const place = this.#place?.();
    const added = { ...event, number: this.#last, ...(place !== undefined && { place }) };
    this.#events.push(added);
    // In blocks: to move the whole list for each event would be work for nothing.
    if (this.#events.length >= 2 * this.#kept) this.#events = this.#newest();
    return added;
  }

  /** What came after an event. */
  after(id: string): Resumption {
    const { run, number } = partsOf(id);
    const newest = this.#newest();
    const oldest = newest[0]?.number ?? this.#last + 1;
    const gap = (why: 'restarted' | 'tooOld' | 'unknown'): Resumption => ({
      kind: 'gap',
      why,
      before: this.idOf({ number: oldest - 1, place: newest[0]?.place ?? this.#place?.() }),
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

function partsOf(id: string): { readonly run: string | undefined; readonly number: number; readonly place?: number } {
  const [, run, number, place] = /^([\da-z]+)-(\d{1,15})(?:-(\d{1,15}))?$/.exec(id) ?? [];
  return { run, number: Number(number), ...(place !== undefined && { place: Number(place) }) };
}

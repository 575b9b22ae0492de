import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { GatewayEvent } from './event.ts';
import { READY, type EventFeed } from './event-feed.ts';
import { EventRing } from './event-ring.ts';

/** How long a source is followed on when the last reader has left: it comes back when its connection was lost. */
const FOLLOWED_ON_MS = 30_000;

interface LazyFeedOptions {
  /** Begins to follow the source, and never calls before it returns. @returns ends that */
  readonly start: (emit: (type: string, data: object) => void) => () => void;
  /** Names a time for which the source is followed: see `EventRing`. */
  readonly newRun: () => string;
  readonly kept: number;
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  readonly reread: readonly string[];
  readonly greeting?: () => Pick<GatewayEvent, 'type' | 'data'>;
}

/** Follows its source while there is a reader, and not at all otherwise: what is not looked at costs nothing. */
export class LazyFeed implements EventFeed {
  readonly reread: readonly string[];
  readonly #options: LazyFeedOptions;
  readonly #readers = new Set<(event: GatewayEvent) => void>();
  #ring: EventRing;
  #end: (() => void) | undefined;
  #ending: unknown;

  constructor(options: LazyFeedOptions) {
    this.#options = options;
    this.reread = options.reread;
    this.#ring = new EventRing(options.newRun(), options.kept);
  }

  get ring(): EventRing {
    return this.#ring;
  }

  greeting(): Pick<GatewayEvent, 'type' | 'data'> {
    return this.#options.greeting?.() ?? READY;
  }

  read(reader: (event: GatewayEvent) => void): () => void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#ending);
    this.#readers.add(reader);
    if (this.#end === undefined) this.#begin();
    return () => {
      if (!this.#readers.delete(reader) || this.#readers.size > 0 || this.#end === undefined) return;
      this.#ending = clock.setTimeout(() => this.close(), FOLLOWED_ON_MS);
    };
  }

  /** Follows no more, until there is a reader again. */
  close(): void {
    this.#options.clock.clearTimeout(this.#ending);
    this.#end?.();
    this.#end = undefined;
  }

  #begin(): void {
    const { start, newRun, kept } = this.#options;
    // What happened since it was followed last is not known: no id of that time is followed by what comes now.
    this.#ring = new EventRing(newRun(), kept);
    this.#end = start((type, data) => {
      const event = this.#ring.add({ type, data: JSON.stringify(data) });
      for (const read of this.#readers) read(event);
    });
  }
}

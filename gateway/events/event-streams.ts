import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { GatewayLimits } from '../limits.ts';
import { ProblemError } from '../problem.ts';
import { isWanted, type EventFilter, type GatewayEvent, type MissedEvent } from './event.ts';
import type { EventFeed } from './event-feed.ts';

/** How long a browser waits before it connects again. */
const RETRY_MS = 2000;

interface StreamsOptions {
  readonly clock: Clock;
  readonly limits: Pick<GatewayLimits, 'streamsMax' | 'streamBufferBytesMax' | 'heartBeatMs'>;
  /** A reader was too slow. */
  readonly onDropped: () => void;
}

export interface StreamRequest {
  readonly feed: EventFeed;
  /** Default: everything. */
  readonly filter?: EventFilter;
  /** The id of the last event that the reader has; `undefined` for one that is new. */
  readonly lastEventId: string | undefined;
  /** What a reader of another run has missed; `undefined` where that is not known as a whole. */
  readonly missed?: readonly MissedEvent[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The open event streams: as many as the limits allow. A reader that does not keep up is dropped, and can come back with its last id. */
export class EventStreams {
  readonly #options: StreamsOptions;
  readonly #open = new Set<ServerResponse>();

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Begins a stream. Nothing but this writes to `outgoing` from now on. @throws {ProblemError} `ERR_GATEWAY_STREAMS` */
  begin(outgoing: ServerResponse, { feed, filter = {}, lastEventId, missed, headers }: StreamRequest): void {
    const { limits, clock } = this.#options;
    if (this.#open.size >= limits.streamsMax) throw tooManyStreams(limits.streamsMax);
    if (outgoing.destroyed) return; // its reader is gone already
    this.#open.add(outgoing);
    outgoing.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });

    const send = (text: string) => this.#write(outgoing, text);
    const sendEvent = (event: GatewayEvent) => {
      if (isWanted(filter, event)) send(eventText(feed.ring.idOf(event), event.type, event.data));
    };
    send(`retry: ${RETRY_MS}\n\n`);
    // First of all: it may be what makes the feed begin.
    const endReading = feed.read(sendEvent);
    const { ring } = feed;
    if (lastEventId !== undefined) {
      const resumed = ring.after(lastEventId);
      // Without an id of this run: a reader that is lost in the middle gets all of it again.
      const sendMissed = (isNewer: boolean) => {
        for (const event of missed ?? []) {
          if ((event.isNewer === true) === isNewer && isWanted(filter, event))
            send(eventText(undefined, event.type, event.data));
        }
      };
      sendMissed(false);
      if (resumed.kind === 'gap' && missed === undefined) {
        send(eventText(resumed.before, 'gap', gapData(resumed.why, feed.reread)));
      }
      resumed.events.forEach(sendEvent);
      sendMissed(true);
    }
    const { type, data } = feed.greeting();
    send(eventText(ring.lastId, type, data));

    let timer: unknown;
    const beat = () => {
      // The id moves on: a reader that wants little can come back as well as one that wants everything.
      send(`: heart-beat\nid: ${feed.ring.lastId}\n\n`);
      timer = clock.setTimeout(beat, limits.heartBeatMs);
    };
    timer = clock.setTimeout(beat, limits.heartBeatMs);
    outgoing.once('close', () => {
      endReading();
      clock.clearTimeout(timer);
      this.#open.delete(outgoing);
    });
  }

  /** Ends all of them. */
  close(): void {
    for (const outgoing of this.#open) outgoing.end();
  }

  #write(outgoing: ServerResponse, text: string): void {
    if (outgoing.destroyed || outgoing.writableEnded) return;
    outgoing.write(text);
    if (outgoing.writableLength <= this.#options.limits.streamBufferBytesMax) return;
    this.#options.onDropped();
    outgoing.destroy();
  }
}

/** From where a reader goes on; `undefined` for one that is new. */
export function lastEventIdOf({ headers }: IncomingMessage): string | undefined {
  const { 'last-event-id': given } = headers;
  return typeof given === 'string' ? given : undefined;
}

function eventText(id: string | undefined, type: string, data: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}

/** What is missing cannot be sent: the reader has to read the present state instead. */
function gapData(why: string, reread: readonly string[]): string {
  return JSON.stringify({ why, reread });
}

function tooManyStreams(max: number): ProblemError {
  return new ProblemError('ERR_GATEWAY_STREAMS', {
    expected: `at most ${max} event streams at a time`,
    found: `${max} that are open`,
    advice: 'close one that is not read, or share one',
    headers: { 'Retry-After': '10' },
  });
}

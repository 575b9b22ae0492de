import type { GatewayEvent } from './event.ts';
import type { EventRing } from './event-ring.ts';

/** Where a stream has its events from. */
export interface EventFeed {
  /** The newest, for readers that come back. */
  readonly ring: EventRing;
  /** The routes to read when events are missing. */
  readonly reread: readonly string[];
  /** What a reader gets first, after what it has missed. */
  greeting(): Pick<GatewayEvent, 'type' | 'data'>;
  /** @returns ends the reading */
  read(reader: (event: GatewayEvent) => void): () => void;
}

/** The stream is up to date. */
export const READY = { type: 'ready', data: '{}' } as const;

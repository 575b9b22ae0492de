import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Logger } from '../engine/runtime/logging.ts';
import type { Inspected } from '../machines/index.ts';
import type { Audit } from './access/audit.ts';
import type { MissedEvent } from './events/event.ts';
import type { EventFeed } from './events/event-feed.ts';
import type { EventHub } from './events/event-hub.ts';
import type { EventStreams } from './events/event-streams.ts';
import type { GatewayEngine } from './gateway-engine.ts';
import type { GatewayLimits } from './limits.ts';
import type { GatewayMetrics } from './metrics/gateway-metrics.ts';

/** What every server works with. */
export interface ServerServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: GatewayLimits;
  readonly metrics: Pick<GatewayMetrics, 'countRequest'>;
  readonly streams: EventStreams;
  /** Whether the gateway stops: it starts nothing new. */
  readonly isDraining: () => boolean;
}

/** What the routes that display an engine or a journal work with. */
export interface InspectionServices extends ServerServices {
  /** @throws {ProblemError} `ERR_GATEWAY_NOT_HERE` */
  readonly inspected: () => Inspected;
  /** What changes; `undefined` where that is not known, as of a journal. */
  readonly changes: EventFeed | undefined;
}

/** What the handlers of the routes of the API work with. */
export interface Services extends InspectionServices {
  readonly engine: GatewayEngine;
  readonly hub: EventHub;
  /** What a reader with that last id has missed at another gateway; `undefined` where that is not known. */
  readonly missed: (lastEventId: string) => Promise<readonly MissedEvent[] | undefined>;
  readonly metrics: GatewayMetrics;
  /** Every entry of `engine.inspect$`, where there is one. */
  readonly entries: EventFeed | undefined;
  readonly audit: Audit;
  /** The OpenAPI document. */
  readonly document: () => object;
  /** @throws {ProblemError} `ERR_GATEWAY_DRAINING`, `ERR_GATEWAY_AWAY` @throws {JournalError} while the journal fails */
  readonly assertReady: () => void;
}

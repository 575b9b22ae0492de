import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Engine } from '../engine/engine.ts';
import type { Logger } from '../engine/runtime/logging.ts';
import type { Audit } from './access/audit.ts';
import type { EventHub } from './events/event-hub.ts';
import type { EventStreams } from './events/event-streams.ts';
import type { GatewayLimits } from './limits.ts';
import type { GatewayMetrics } from './metrics/gateway-metrics.ts';

/** What the handlers of the routes work with. */
export interface Services {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: GatewayLimits;
  readonly hub: EventHub;
  readonly streams: EventStreams;
  readonly metrics: GatewayMetrics;
  readonly audit: Audit;
  /** The OpenAPI document. */
  readonly document: () => object;
  /** Whether the gateway stops: it starts nothing new. */
  readonly isDraining: () => boolean;
  /** @throws {ProblemError} `ERR_GATEWAY_DRAINING` @throws {JournalError} while the journal fails */
  readonly assertReady: () => void;
}

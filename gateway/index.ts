export type { Audit, AuditLine } from './access/audit.ts';
export type { GatewayToken, Scope, TokenOption } from './access/tokens.ts';
export { openControl } from './control/open-control.ts';
export { controlPlace, type ControlPlace } from './control/control-place.ts';
export { createGateway, type Gateway } from './create-gateway.ts';
export type { FollowedJournal } from './events/journal-follower.ts';
export type {
  GatewayEngine,
  GatewayTerminal,
  GatewayTerminals,
  GatewayTransaction,
  Later,
  Reported,
} from './gateway-engine.ts';
export { DEFAULT_PORT, type GatewayOptions } from './gateway-options.ts';
export type { GatewayLimits } from './limits.ts';
export { GatewayMetrics } from './metrics/gateway-metrics.ts';
export { measuredJournal } from './metrics/measured-journal.ts';
export { openApiDocument } from './openapi.ts';
export { ProblemError, type Problem, type ProblemCode, type ProblemDetails } from './problem.ts';
export type { Tls } from './server/listen.ts';

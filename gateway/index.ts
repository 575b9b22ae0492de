export type { Audit, AuditLine } from './access/audit.ts';
export type { GatewayToken, Scope } from './access/tokens.ts';
export { createGateway, type Gateway } from './create-gateway.ts';
export type { GatewayOptions } from './gateway-options.ts';
export type { GatewayLimits } from './limits.ts';
export { GatewayMetrics } from './metrics/gateway-metrics.ts';
export { measuredJournal } from './metrics/measured-journal.ts';
export { openApiDocument } from './openapi.ts';
export type { Problem } from './problem.ts';

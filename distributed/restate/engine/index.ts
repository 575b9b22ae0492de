/** A cluster behind the gateway. Loads nothing of a worker. */
export { connectEngine, type ClusterEngine, type EngineConnectionOptions } from './connect-engine.ts';

import { ConfigError, errorCode } from '../../../errors.ts';
import type { GatewayEngine } from '../../../gateway/index.ts';

/** Where a cluster is reached, and as which till. */
export interface ClusterAddress {
  readonly ingress: string;
  readonly name: string;
  readonly secret: string;
}

/** A cluster, as an engine for the gateway. */
export interface ClusterEngine extends GatewayEngine {
  readonly isReached: boolean;
  close(): Promise<void>;
}

/** What is used of the package, which this one does not depend on. */
export interface ClusterPackage {
  readonly connectEngine: (cluster: ClusterAddress) => Promise<ClusterEngine>;
}

const PACKAGE = '@tenderline/restate';
/** Of Node.js, that the package needs. */
const MAJOR_MIN = 22;
const MINOR_MIN = 18;

/**
 * Loads the package for a cluster, which is installed for that alone.
 *
 * @param nodeVersion of this process
 * @throws {ConfigError} `ERR_CONFIG_RESTATE` when it is not installed, or Node.js is too old for it
 */
export async function loadClusterPackage(
  nodeVersion: string = process.versions.node,
  load?: () => Promise<unknown>,
): Promise<ClusterPackage> {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (major < MAJOR_MIN || (major === MAJOR_MIN && minor < MINOR_MIN)) {
    const expected = `${MAJOR_MIN}.${MINOR_MIN} or newer for --backend restate`;
    throw new ConfigError('ERR_CONFIG_RESTATE', { path: 'Node.js', expected, found: nodeVersion });
  }
  try {
    // Here, so that a bundler takes it for what it is: a package that may be missing.
    const loaded: unknown = load === undefined ? await import('@tenderline/restate/engine') : await load();
    return loaded as ClusterPackage;
  } catch (error) {
    const code = errorCode(error) ?? 'unknown';
    throw new ConfigError('ERR_CONFIG_RESTATE', {
      path: `the package ${PACKAGE}`,
      expected: 'one that can be loaded from where tenderline is installed',
      found: code === 'ERR_MODULE_NOT_FOUND' ? 'none' : code,
      advice: `npm install ${PACKAGE}, beside tenderline: docs/distributed.md`,
    });
  }
}

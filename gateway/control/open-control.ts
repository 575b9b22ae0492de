import type { Engine } from '../../engine/engine.ts';
import { ConfigError } from '../../errors.ts';
import { controlPlace } from './control-place.ts';
import { createGateway, type Gateway } from '../create-gateway.ts';
import type { GatewayOptions } from '../gateway-options.ts';

/** What the name of a socket may have on every system: the kernel's structure has room for 104 bytes, one of which ends it. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * Opens the API of the gateway for this user of this machine, beside the journal of an engine.
 *
 * @throws {ConfigError} `ERR_CONFIG_CONTROL` when the path of the journal is too long for a socket; those of `createGateway`
 */
export async function openControl(
  engine: Engine,
  journal: string,
  options: Pick<GatewayOptions, 'logger' | 'audit'> = {},
): Promise<Gateway> {
  const { socketPath, tokenFile } = await controlPlace(journal);
  if (process.platform !== 'win32' && Buffer.byteLength(socketPath) > SOCKET_PATH_BYTES_MAX) {
    throw new ConfigError('ERR_CONFIG_CONTROL', {
      path: 'control',
      expected: `a socket file whose path has at most ${SOCKET_PATH_BYTES_MAX} bytes`,
      found: socketPath,
      advice: 'put the journal into a folder with a shorter path',
    });
  }
  return createGateway(engine, { ...options, listen: { socketPath }, tokenFile });
}

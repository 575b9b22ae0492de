import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Engine } from '../engine/engine.ts';
import type { Logger } from '../engine/runtime/logging.ts';
import { ConfigError } from '../errors.ts';
import { createGateway, type Gateway } from './create-gateway.ts';

/** Where the running owner of a journal is reached by its own user. */
export interface ControlPlace {
  /** A socket file; on Windows a named pipe. */
  readonly socketPath: string;
  /** The token for it: a named pipe has no rights of its own. */
  readonly tokenFile: string;
}

/** What the name of a socket may have on every system: the kernel's structure has room for 104 bytes, one of which ends it. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * The place that belongs to a journal, whatever way its path is written.
 *
 * @param journal path of a file that exists
 */
export async function controlPlace(journal: string): Promise<ControlPlace> {
  const path = await realpath(journal);
  const tokenFile = `${path}.control-token`;
  if (process.platform !== 'win32') return { socketPath: `${path}.control`, tokenFile };
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return { socketPath: `\\\\.\\pipe\\tenderline-${name}`, tokenFile };
}

/**
 * Opens the API of the gateway for this user of this machine, beside the journal of an engine.
 *
 * @throws {ConfigError} `ERR_CONFIG_CONTROL` when the path of the journal is too long for a socket; those of `createGateway`
 */
export async function openControl(engine: Engine, journal: string, logger: Logger | undefined): Promise<Gateway> {
  const { socketPath, tokenFile } = await controlPlace(journal);
  if (process.platform !== 'win32' && Buffer.byteLength(socketPath) > SOCKET_PATH_BYTES_MAX) {
    throw new ConfigError('ERR_CONFIG_CONTROL', {
      path: 'control',
      expected: `a socket file whose path has at most ${SOCKET_PATH_BYTES_MAX} bytes`,
      found: socketPath,
      advice: 'put the journal into a folder with a shorter path',
    });
  }
  return createGateway(engine, { listen: { socketPath }, tokenFile, logger });
}

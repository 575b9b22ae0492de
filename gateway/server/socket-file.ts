import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import { ConfigError, errorCode } from '../../errors.ts';

const OWNER_ONLY = 0o600;

/**
 * Listens on a socket file that its user alone can open. One that a process left behind is replaced; one that is in use, and anything
 * else of that name, is left alone.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY`
 */
export async function listenOnSocketFile(server: Server, path: string): Promise<void> {
  const isPipe = process.platform === 'win32';
  if (!isPipe) await removeLeftBehind(path);
  // With these rights from its first moment: between its making and a chmod another user could connect.
  const umask = isPipe || !isMainThread ? undefined : process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    if (umask !== undefined) process.umask(umask);
  }
  await once(server, 'listening');
  if (!isPipe) await chmod(path, OWNER_ONLY);
}

async function removeLeftBehind(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (!found.isSocket()) throw taken(path, 'a file that is no socket');
  if (await isInUse(path)) throw taken(path, 'a socket that another process listens on');
  await unlink(path);
}

function isInUse(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => (errorCode(error) === 'ECONNREFUSED' ? resolve(false) : reject(error)));
  });
}

function taken(path: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY', { path: 'listen.socketPath', expected: `${path} to be free`, found });
}

import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';

/** Where the running owner of a journal is reached by its own user. */
export interface ControlPlace {
  /** A socket file; on Windows a named pipe. */
  readonly socketPath: string;
  /** The token for it: a named pipe has no rights of its own. */
  readonly tokenFile: string;
}

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

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, errorCode } from '../../../errors.ts';

const LOCK = 'simulation.pid';

/**
 * Makes this process the only simulation of a folder: two would write each other's configuration, and their terminals would have one
 * name. What a process left that no longer runs is taken over.
 *
 * @returns releases the folder
 * @throws {ConfigError} `ERR_CONFIG_STATE_DIR` when another simulation uses it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK);
  for (;;) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => rm(path, { force: true });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const owner = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
    if (isRunning(owner)) {
      throw new ConfigError('ERR_CONFIG_STATE_DIR', {
        path: 'stateDir',
        expected: 'a folder that no other simulation uses',
        found: `${folder}, which process ${owner} uses`,
        advice: `end that one, or give another --state-dir (if process ${owner} is no simulation, remove ${path})`,
      });
    }
    await rm(path, { force: true });
  }
}

/** A container may give this process the number that the last one had. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it runs, and belongs to another user
  }
}

import { readFile, stat } from 'node:fs/promises';
import { ConfigError, errorCode } from '../../../errors.ts';
import type { Output } from '../../output/output.ts';
import type { Env } from '../../settings/flags.ts';

const VARIABLE = 'TENDERLINE_API_KEY';
const FILE_VARIABLE = 'TENDERLINE_API_KEY_FILE';

/**
 * Reads the API key of these commands. It is no setting, so that it cannot stand in the configuration of a till. No message quotes
 * it, or the path: the key itself may have been given in its place.
 *
 * @throws {ConfigError} `ERR_CONFIG_API_KEY`
 */
export async function readApiKey(given: string | undefined, env: Env, output: Output): Promise<string> {
  if (given === undefined && env[VARIABLE]) return env[VARIABLE];
  const path = given ?? (env[FILE_VARIABLE] || undefined);
  if (path === undefined) {
    throw new ConfigError('ERR_CONFIG_API_KEY', {
      path: 'API key',
      expected: 'the key of an API credential for the Management API',
      found: 'none',
      advice: `give the variable ${VARIABLE}, or a file that holds it: --api-key-file or ${FILE_VARIABLE}`,
    });
  }
  const name = given === undefined ? FILE_VARIABLE : '--api-key-file';
  try {
    const key = (await readFile(path, 'utf8')).trim();
    await noticeOpenFile(path, output);
    return key;
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError('ERR_CONFIG_API_KEY', { path: name, expected: 'a readable file', found });
  }
}

async function noticeOpenFile(path: string, output: Output): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  output.notice('Other users of this machine can read the file with the API key: chmod 600 it.');
}

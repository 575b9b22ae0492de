import { link, lstat, open, unlink } from 'node:fs/promises';
import type { Random } from '../../adapters/ports/random.port.ts';
import { ConfigError, errorCode } from '../../errors.ts';
import { readPrivateFile } from './private-file.ts';

const OWNER_ONLY = 0o600;
const TOKEN_BYTES = 32;
/** Of a token that a gateway takes. */
const TOKEN_LENGTH_MIN = 32;
const REPLACE = 'an interrupted start can leave that: delete the file, and the next start draws a new token';
const MAY_BE_KNOWN = 'they may know the token: delete the file, and the next start draws a new one';

/**
 * The token in a file that its user alone can read. The first start draws it; the file is never written again.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY_TOKEN` when the file cannot be made or read, or others can read it. Never quotes it
 */
export async function readOrDrawToken(path: string, random: Random): Promise<string> {
  try {
    // Asked first: a folder that cannot be written may have one.
    if (!(await isThere(path))) return await draw(path, random);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw unusable(path, errorCode(error) ?? 'unknown');
  }
  return readToken(path);
}

/**
 * The token in a file that is there.
 *
 * @throws {ConfigError} as `readOrDrawToken`
 */
export async function readToken(path: string): Promise<string> {
  const token = await readPrivateFile(path, (found, why) => unusable(path, found, why && MAY_BE_KNOWN));
  // Of ours none is ever torn, but one may have been copied in part, or cut by a disk that was full.
  if (token.length < TOKEN_LENGTH_MIN) throw unusable(path, token === '' ? 'an empty one' : 'a part of one', REPLACE);
  return token;
}

/**
 * The file is there with all of its text or not at all, whenever the process or the machine stops. It fails when there is one, also one
 * that another process is making: two tokens for a file would lock one of them out.
 */
async function draw(path: string, random: Random): Promise<string> {
  const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
  const draft = `${path}.${Buffer.from(random.bytes(6)).toString('hex')}`;
  const file = await open(draft, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(`${token}\n`);
    await file.sync();
    await link(draft, path);
    return token;
  } finally {
    await file.close();
    await unlink(draft);
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function unusable(path: string, found: string, advice?: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY_TOKEN', {
    path,
    expected: 'a file that this user alone can read, or none: then it is made',
    found,
    ...(advice !== undefined && { advice }),
  });
}

import { constants } from 'node:fs';
import { link, lstat, open, unlink, type FileHandle } from 'node:fs/promises';
import type { Random } from '../../adapters/ports/random.port.ts';
import { ConfigError, errorCode } from '../../errors.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const TOKEN_BYTES = 32;
/** Of a token that a gateway takes. */
const TOKEN_LENGTH_MIN = 32;
const REPLACE = 'an interrupted start can leave that: delete the file, and the next start draws a new token';
/** A symbolic link could lead to a file that another user wrote. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

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
  const file = await openFile(path);
  try {
    await assertPrivate(file, path);
    const token = (await file.readFile('utf8')).trim();
    // Of ours none is ever torn, but one may have been copied in part, or cut by a disk that was full.
    if (token.length < TOKEN_LENGTH_MIN) throw unusable(path, token === '' ? 'an empty one' : 'a part of one', REPLACE);
    return token;
  } finally {
    await file.close();
  }
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

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, READ);
  } catch (error) {
    throw unusable(path, errorCode(error) === 'ELOOP' ? 'a symbolic link' : (errorCode(error) ?? 'unknown'));
  }
}

/** Asks the open file, not its name: the name can lead to another one meanwhile. */
async function assertPrivate(file: FileHandle, path: string): Promise<void> {
  const { mode, uid } = await file.stat();
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return; // Windows: the rights of the folder hold
  if (uid !== ownUid) throw unusable(path, 'one of another user');
  if ((mode & OTHERS) !== 0) {
    const found = `mode ${(mode & 0o777).toString(8)}: others can read it`;
    throw unusable(path, found, 'they may know the token: delete the file, and the next start draws a new one');
  }
}

function unusable(path: string, found: string, advice?: string): ConfigError {
  return new ConfigError('ERR_CONFIG_GATEWAY_TOKEN', {
    path,
    expected: 'a file that this user alone can read, or none: then it is made',
    found,
    ...(advice !== undefined && { advice }),
  });
}

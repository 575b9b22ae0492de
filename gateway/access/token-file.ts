import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Random } from '../../adapters/ports/random.port.ts';
import { ConfigError, errorCode } from '../../errors.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const TOKEN_BYTES = 32;
/** A symbolic link could lead to a file that another user wrote. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * The token in a file that its user alone can read. The first start draws it; the file is never written again.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY_TOKEN` when the file cannot be made or read, or others can read it. Never quotes it
 */
export async function readOrDrawToken(path: string, random: Random): Promise<string> {
  try {
    return await draw(path, random);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw unusable(path, errorCode(error) ?? 'unknown');
  }
  const file = await openFile(path);
  try {
    await assertPrivate(file, path);
    const token = (await file.readFile('utf8')).trim();
    // Another start may be writing it at this moment, or one was interrupted before it could.
    if (token === '') throw unusable(path, 'an empty one', 'start again; if it stays empty, delete it');
    return token;
  } finally {
    await file.close();
  }
}

async function draw(path: string, random: Random): Promise<string> {
  // Fails when there is one, also one that another process is making: two tokens for a file would lock one of them out.
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
    await file.writeFile(`${token}\n`);
    await file.sync();
    return token;
  } finally {
    await file.close();
  }
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

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode } from '../../errors.ts';

const OTHERS = 0o077;
/** A symbolic link could lead to a file that another user wrote. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** Why a file with a secret cannot be used: the error that its reader throws. */
export type Unusable = (found: string, why?: 'othersRead') => Error;

/** The text of a file that this user alone can read, without the white space around it. @throws what `unusable` makes; it quotes nothing */
export async function readPrivateFile(path: string, unusable: Unusable): Promise<string> {
  const file = await openFile(path, unusable);
  try {
    await assertPrivate(file, unusable);
    return (await file.readFile('utf8')).trim();
  } finally {
    await file.close();
  }
}

async function openFile(path: string, unusable: Unusable): Promise<FileHandle> {
  try {
    return await open(path, READ);
  } catch (error) {
    throw unusable(errorCode(error) === 'ELOOP' ? 'a symbolic link' : (errorCode(error) ?? 'unknown'));
  }
}

/** Asks the open file, not its name: the name can lead to another one meanwhile. */
async function assertPrivate(file: FileHandle, unusable: Unusable): Promise<void> {
  const { mode, uid } = await file.stat();
  const ownUid = process.getuid?.();
  if (ownUid === undefined) return; // Windows: the rights of the folder hold
  if (uid !== ownUid) throw unusable('one of another user');
  if ((mode & OTHERS) !== 0) throw unusable(`mode ${(mode & 0o777).toString(8)}: others can read it`, 'othersRead');
}

import { randomUUID } from 'node:crypto';
import { access, constants, open, readFile, realpath, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { errorCode } from '../../errors.ts';

/** What is known of the file of a journal and its disk, without opening it. */
export interface DiskProbe {
  /** `false` for an empty one too: no till has begun it. */
  readonly exists: boolean;
  readonly freeBytes: number;
  /** How long a small write took until it was on the disk. */
  readonly writeMs: number;
  /** The process that owns the journal now, as far as can be known: no lock is touched. */
  readonly ownerPid?: number;
}

/** A record of a journal is smaller than that. */
const WRITTEN = new Uint8Array(64 * 1024);
/** Of the header of a SQLite file: `user_version`, in which the owner's lock has the pid (https://sqlite.org/fileformat2.html). */
const USER_VERSION_AT = 60;

/**
 * Looks at the disk of a journal: writes a small file beside it and removes it again.
 *
 * @throws an error with a `code` of the file system: ENOSPC, EROFS, EACCES, ENOENT, ...
 */
export async function probeDisk(path: string): Promise<DiskProbe> {
  const folder = await realpath(dirname(path));
  const real = await realpath(path).catch(() => join(folder, basename(path)));
  const stats = await stat(real).catch(() => undefined);
  if (stats !== undefined) await access(real, constants.R_OK | constants.W_OK);
  const writeMs = await timeWrite(dirname(real));
  const { bavail, bsize } = await statfs(dirname(real));
  const ownerPid = await readOwner(`${real}-owner`);
  return {
    exists: stats !== undefined && stats.size > 0,
    freeBytes: bavail * bsize,
    writeMs,
    ...(ownerPid !== undefined && { ownerPid }),
  };
}

async function timeWrite(folder: string): Promise<number> {
  const path = join(folder, `.tenderline-doctor-${randomUUID()}`);
  const begun = performance.now();
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(WRITTEN);
      await file.sync();
    } finally {
      await file.close();
    }
    return Math.round(performance.now() - begun);
  } finally {
    await rm(path, { force: true });
  }
}

/** A pid stays in the file when its process has ended. */
async function readOwner(path: string): Promise<number | undefined> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  if (bytes.length < USER_VERSION_AT + 4) return undefined;
  const pid = bytes.readInt32BE(USER_VERSION_AT);
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

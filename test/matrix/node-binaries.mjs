// The binaries of Node.js that the matrix runs on: packages of the npm registry, so that npm checks what it downloads. They are kept
// in a folder of the machine's own, outside of the repository.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Pinned, so that a run of today is the run of tomorrow; raised by hand. The first is the oldest that the package supports. */
export const NODE_VERSIONS = ['20.20.2', '22.23.3', '24.21.0'];

export const CACHE = join(tmpdir(), 'tenderline-matrix');

const isWindows = process.platform === 'win32';
/** `npm` is a script there. */
const shell = isWindows;

/**
 * The program of that version: the running one where it is the same, else the kept one, else fetched.
 *
 * @returns where it is, and its folder with `bin` and `include`; `undefined` for the folder of the running one
 * @throws when the registry has it not, or is not reached
 */
export async function nodeBinary(version) {
  if (process.versions.node === version) return { path: process.execPath, folder: undefined };
  const folder = join(CACHE, `node-${version}`);
  const path = join(folder, 'bin', isWindows ? 'node.exe' : 'node');
  if (!existsSync(path)) await fetchInto(folder, version);
  const { stdout } = await run(path, ['--version']);
  if (stdout.trim() !== `v${version}`) throw new Error(`${path}: expected Node.js ${version}, found ${stdout.trim()}`);
  return { path, folder };
}

async function fetchInto(folder, version) {
  const platform = isWindows ? 'win' : process.platform;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, 'fetch-'));
  try {
    const name = `node-${platform}-${process.arch}@${version}`;
    const packing = ['pack', name, '--silent', '--prefer-offline', '--fetch-retries=0', '--pack-destination', work];
    const { stdout } = await run('npm', packing, { shell, timeout: 60_000 });
    await run('tar', ['-xzf', join(work, stdout.trim()), '-C', work]);
    // Whole or not at all, also when two runs fetch at the same time: then that of the other is as good.
    await rename(join(work, 'package'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

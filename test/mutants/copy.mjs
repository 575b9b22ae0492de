import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPlace, readSources } from './place.mjs';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A copy of the repository as it stands, uncommitted work included, in a folder of its own. The packages are linked. */
export function makeCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(REPOSITORY, file)));
  for (const file of files) cpSync(join(REPOSITORY, file), join(folder, file));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return {
    folder,
    /** Plants a bug. @returns the file that it is in, and a function that takes it out again */
    plant(mutant) {
      const sources = readSources(folder);
      const { file, start, end } = findPlace(sources, mutant);
      const original = sources.get(file);
      writeFileSync(join(folder, file), original.slice(0, start) + mutant.replace + original.slice(end));
      return { file, takeOut: () => writeFileSync(join(folder, file), original) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

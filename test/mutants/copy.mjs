import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutate } from './mutants.mjs';

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
    /** Plants a bug. @returns a function that takes it out again */
    plant(mutant) {
      const path = join(folder, mutant.file);
      const original = readFileSync(path, 'utf8');
      writeFileSync(path, mutate(original, mutant));
      return () => writeFileSync(path, original);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

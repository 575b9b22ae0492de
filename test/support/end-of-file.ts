import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The files of a worker share their modules (vitest.config.ts), so a hook at the top of a shared module would run for the first of them
// alone: what the others left behind would stay. `test/end-of-file.setup.ts` runs for each.

const leftBehind: (() => void)[] = [];

/** Does this when the test file has ended. */
export function atEndOfFile(clean: () => void): void {
  leftBehind.push(clean);
}

/** Cleans up, the last first. */
export function endFile(): void {
  for (const clean of leftBehind.splice(0).toReversed()) clean();
}

/** A new temporary folder, gone when the test file has ended. */
export function newFolder(name = 'test'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `tenderline-${name}-`)));
  atEndOfFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

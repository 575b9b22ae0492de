import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { codeBlocks } from '../support/code-blocks.ts';
import { start, stop, temporaryFolder } from './fixture/processes.ts';

/** A folder in whose shell `npx tenderline` is the command line of this checkout. */
function folderOfAUser() {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const npx = join(bin, 'npx');
  // The name of the package is `$1`.
  writeFileSync(npx, `#!/bin/sh\nshift\nexec '${process.execPath}' '${inject('bundledCli')}' "$@"\n`);
  chmodSync(npx, 0o755);
  return { folder, env: { HOME: folder, PATH: `${bin}:${process.env['PATH'] ?? ''}` } };
}

/** The blocks for two shells, from the one that simulates on. */
function shellsOf(page: string): [simulate: string, commands: string] {
  const blocks = codeBlocks(page).filter(({ language }) => language === 'sh');
  const first = blocks.findIndex(({ code }) => /^npx tenderline simulate [^&]*\n$/.test(code));
  return [blocks[first]?.code.trim() ?? '', blocks[first + 1]?.code ?? ''];
}

it.skipIf(process.platform === 'win32').each([
  ['README.md', ['APPROVED', 'ACCEPTED', 'confirmed', 'basket-1', 'TOTAL', 'SOUND', 'Everything is in order.']],
  ['docs/guide/quick-start.md', ['APPROVED', 'EUR 10.99']],
])('the commands of %s run as they stand, in two shells of one folder', async (page, texts) => {
  const [simulate, commands] = shellsOf(page);
  const { folder, env } = folderOfAUser();
  const simulation = start([...simulate.split(' ').slice(2), '--speed', '10'], { cwd: folder });
  await simulation.line('stdout', 'Ctrl-C ends the simulation');
  const shell = promisify(execFile)('/bin/sh', ['-e', '-c', commands], { cwd: folder, env, timeout: 200_000 });
  const { stdout } = await shell.catch((error: { readonly stdout: string; readonly stderr: string }) => ({
    stdout: `${error.stdout}\nended with a failure: ${error.stderr}`,
  }));
  await stop(simulation);
  expect(stdout).not.toContain('ended with a failure');
  expect(texts.filter((text) => !stdout.includes(text))).toEqual([]);
});

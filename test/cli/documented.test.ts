import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { codeBlocks } from '../support/docs/code-blocks.ts';
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
  const first = blocks.findIndex(({ code }) => /^npx tenderline simulate [^\n]*\n$/.test(code));
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

it.skipIf(process.platform === 'win32')(
  'the commands of README.md for a till in another language run as they stand',
  async () => {
    const block = codeBlocks('README.md').find(({ language, code }) => language === 'sh' && code.includes('curl'));
    const [simulate = '', serve = '', curl = ''] = block?.code.split(/ +#.*\n/) ?? [];
    const { folder, env } = folderOfAUser();
    const argsOf = (line: string) => line.split(' ').slice(2);
    const simulation = start([...argsOf(simulate), '--speed', '10'], { cwd: folder });
    await simulation.line('stdout', 'Ctrl-C ends the simulation');
    // On a port of the system: 4460 may be taken here.
    const gateway = start([...argsOf(serve), '--port', '0'], { cwd: folder });
    const [address = ''] = /http:\S+\d/.exec(await gateway.line('stdout', 'Serving on')) ?? [];
    const command = curl.replace('http://127.0.0.1:4460', address);
    expect(command).not.toBe(curl);
    const { stdout } = await promisify(execFile)('/bin/sh', ['-e', '-c', command], { cwd: folder, env });
    expect(JSON.parse(stdout)).toMatchObject({ state: 'settled', outcome: { kind: 'approved', charged: 'yes' } });
    await stop(gateway);
    await stop(simulation);
  },
);

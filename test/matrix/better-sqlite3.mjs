// better-sqlite3 for another Node.js than the one that installed it: its native part fits one alone.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE } from './node-binaries.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const redirect = fileURLToPath(new URL('redirect-native.cjs', import.meta.url));

/**
 * The environment in which that Node.js loads a better-sqlite3 that fits it. The first time npm installs one in a folder of its own,
 * ready if it can be downloaded, else built, which takes a minute.
 *
 * @param node of `nodeBinary`
 */
export async function withBetterSqlite3({ path, folder }, version) {
  if (folder === undefined) return {};
  const { version: driver } = JSON.parse(readFileSync(join(root, 'node_modules/better-sqlite3/package.json'), 'utf8'));
  const home = join(CACHE, `better-sqlite3-${driver}-node-${version}`);
  const native = join(home, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  if (!existsSync(native)) await install(home, driver, folder);
  await run(path, ['--require', redirect, '-e', `process.dlopen({ exports: {} }, '${native.replaceAll('\\', '/')}')`]);
  return { NODE_OPTIONS: `--require ${JSON.stringify(redirect)}`, TENDERLINE_TEST_NATIVE: native };
}

async function install(home, driver, nodeFolder) {
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', `better-sqlite3@${driver}`, '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: home,
    shell: process.platform === 'win32',
    timeout: 1_800_000,
    // npm and the build run on that Node.js, with its headers.
    env: {
      ...process.env,
      PATH: `${join(nodeFolder, 'bin')}${delimiter}${process.env['PATH']}`,
      npm_config_nodedir: nodeFolder,
    },
  });
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { linkTenderline } from './link-tenderline.mjs';

/**
 * Installs the SDK and the server of Restate into this package, once.
 *
 * @throws here they are not to be had: without a network, or on another platform
 */
export function install() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the server is installed for linux on x64 alone');
  const folder = fileURLToPath(new URL('..', import.meta.url));
  if (!existsSync(`${folder}node_modules/@restatedev/restate-server-linux-x64/bin`)) {
    const npm = ['ci', '--silent', '--no-audit', '--no-fund', '--fetch-retries=0'];
    const { status, stderr } = spawnSync('npm', npm, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm ci: ${stderr.trim().split('\n').at(-1)}`);
  }
  linkTenderline();
}

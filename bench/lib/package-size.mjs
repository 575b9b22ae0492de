import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The tarball, as npm would publish it: bytes packed and unpacked, and how many files. */
export function packedSize() {
  const printed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ size, unpackedSize, entryCount }] = JSON.parse(printed.toString());
  return { size, unpackedSize, entryCount };
}

/** What is installed along with a package, from what this checkout has: how many packages, and their bytes. Optional ones are left out. */
export function dependenciesOf(name) {
  const found = new Map();
  const manifest = name === undefined ? join(ROOT, 'package.json') : manifestOf(name, join(ROOT, 'package.json'));
  const visit = (file) => {
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(readFileSync(file));
    const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
    for (const dependency of [...Object.keys(dependencies), ...peers]) {
      const target = manifestOf(dependency, file);
      if (found.has(target)) continue;
      found.set(target, bytesIn(dirname(target)));
      visit(target);
    }
  };
  visit(manifest);
  const bytes = [...found.values()].reduce((sum, size) => sum + size, 0);
  return { packages: found.size, bytes: name === undefined ? bytes : bytes + bytesIn(dirname(manifest)) };
}

/** The manifest of a package, as the file that depends on it finds it. */
function manifestOf(name, from) {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const places = folders.map((folder) => join(folder, name, 'package.json'));
  const found = places.find((place) => statSync(place, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}

function bytesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.slice(folder.length).includes('node_modules'),
  );
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

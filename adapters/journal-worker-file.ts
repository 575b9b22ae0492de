import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, formatValue } from '../errors.ts';

/** Its place in the package, from this file. The name is not written as `new URL(..., import.meta.url)`, which bundlers would rewrite. */
const IN_PACKAGE = join('journal', 'sqlite-worker.js');
/** Its names beside a bundle (docs/bundling.md). */
const BESIDE_BUNDLE = ['js', 'mjs', 'cjs'].map((extension) => `tenderline-journal-worker.${extension}`);

/**
 * Finds the file of the journal's thread: where the caller says, else in this package, else beside the bundle or the script that
 * runs. A file that Electron unpacked from its asar archive comes first.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL_WORKER` saying what to do
 */
export function findJournalWorker(given?: string | URL): string {
  if (given !== undefined) {
    const path = typeof given === 'string' && !given.startsWith('file:') ? given : fileURLToPath(given);
    if (existsSync(path)) return path;
    throw workerError('the file of its thread', `none at ${formatValue(path)}`);
  }
  const ours = thisFile();
  // Bundlers put what is loaded on demand, and with it this code, into files of their own, which may be in a folder below.
  const files = [ours, process.argv[1], ours && dirname(ours)];
  const folders = files.flatMap((file) => (file === undefined ? [] : [dirname(file)]));
  const places = folders.flatMap((folder, index) =>
    [...(index === 0 ? [IN_PACKAGE] : []), ...BESIDE_BUNDLE].map((name) => join(folder, name)),
  );
  const found = places.flatMap((place) => [unpacked(place), place]).find((place) => existsSync(place));
  if (found !== undefined) return found;
  const [name] = BESIDE_BUNDLE;
  throw workerError(`the file of its thread beside the bundle: ${name}`, `none in ${[...new Set(folders)].join(', ')}`);
}

/** The error of a file that is missing, or that does not run. */
export function workerError(expected: string, found: string): ConfigError {
  const advice =
    "bundle 'tenderline/journal-worker' as an entry of its own with that name, leave 'tenderline' out of the bundle, or name " +
    'the file: openSqliteJournal(path, { worker }); docs/bundling.md has recipes';
  return new ConfigError('ERR_CONFIG_JOURNAL_WORKER', { path: 'journal', expected, found, advice });
}

/** In a CommonJS bundle `import.meta.url` is empty, and `__filename` is there. */
function thisFile(): string | undefined {
  const url: string | undefined = import.meta.url;
  if (url?.startsWith('file:')) return fileURLToPath(url);
  return typeof __filename === 'string' ? __filename : undefined;
}

function unpacked(path: string): string {
  return path.replace(/\.asar(?=[\\/])/, '.asar.unpacked');
}

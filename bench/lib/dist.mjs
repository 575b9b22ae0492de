import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The build that is measured: of this checkout, or of another one to compare it with. */
export const DIST = resolve(process.env.TENDERLINE_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url)));

/** Imports a module of that build. */
export function load(path) {
  return import(pathToFileURL(resolve(DIST, path)).href);
}

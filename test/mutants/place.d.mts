import type { Mutant } from './mutants.mjs';

/** The TypeScript source that the package is built from: text by path from the root, with forward slashes. */
export function readSources(root: string): ReadonlyMap<string, string>;

/**
 * Where the text of a mutant stands: the file, and from which character to which.
 *
 * @throws {Error} when it does not stand there exactly once
 */
export function findPlace(
  sources: ReadonlyMap<string, string>,
  mutant: Mutant,
): { readonly file: string; readonly start: number; readonly end: number };

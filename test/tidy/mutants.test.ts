import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from '../mutants/mutants.mjs';
import { findPlace, readSources } from '../mutants/place.mjs';
import { sourceFiles } from './source-files.ts';

const sources = readSources(fileURLToPath(new URL('../../', import.meta.url)));

// `npm run mutants` takes minutes. That its bugs can still be planted is seen at once.
describe('the deliberate bugs', () => {
  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it('are looked for in every source file of the package', () => {
    expect([...sources.keys()].toSorted()).toEqual(sourceFiles().toSorted());
  });

  it.each(MUTANTS)('can be planted: $name', (mutant) => {
    const { file, start, end } = findPlace(sources, mutant);
    expect(sources.get(file)?.slice(start, end)).not.toBe(mutant.replace);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutate, MUTANTS } from '../mutants/mutants.mjs';

// `npm run mutants` takes minutes. That its bugs can still be planted is seen at once.
describe('the deliberate bugs', () => {
  it('have names of their own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS)('can be planted: $name', (mutant) => {
    const source = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
    expect(mutate(source, mutant)).not.toBe(source);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namesWithoutWords, referencePages } from '../../tools/api-reference.mjs';
import { apiPage, unexportedNames } from '../../tools/api-report.mjs';
import { installedPackage, root } from '../support/installed-package.ts';

const { installed } = installedPackage();

describe('the public API of the packed package', () => {
  it('is what docs/api.md lists, name by name and member by member (npm run api writes it)', () => {
    expect(apiPage(installed)).toBe(readFileSync(join(root, 'docs/api.md'), 'utf8'));
  });

  it('is described in docs/api/ as in the comments of the code (npm run api writes it)', () => {
    const files = readdirSync(join(root, 'docs/api'));
    const written = files.map((file) => [file, readFileSync(join(root, 'docs/api', file), 'utf8')]);
    expect(Object.fromEntries(written)).toEqual(referencePages(installed));
  });

  it('has a word about each name', () => {
    expect(namesWithoutWords(installed)).toEqual([]);
  });

  it('exports every name that its signatures mention', () => {
    expect(unexportedNames(installed)).toEqual([]);
  });
});

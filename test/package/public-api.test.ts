import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiPage, unexportedNames } from '../../tools/api-report.mjs';
import { installedPackage, root } from '../support/installed-package.ts';

const { installed } = installedPackage();

describe('the public API of the packed package', () => {
  it('is what docs/api.md lists, name by name and member by member (npm run api writes it)', () => {
    expect(apiPage(installed)).toBe(readFileSync(join(root, 'docs/api.md'), 'utf8'));
  });

  it('exports every name that its signatures mention', () => {
    expect(unexportedNames(installed)).toEqual([]);
  });
});

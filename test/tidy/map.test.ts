import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALLOWED } from './layers.ts';
import { SOURCE_FOLDERS, sourceFiles, sourceImports } from './source-files.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

interface Row {
  readonly where: string;
  readonly holds: string;
  /** As it stands: `protocol`, `machines (types)`; none for a dash. */
  readonly mayImport: readonly string[];
}

const [, section = ''] = /## The map\n([^]*?)\n## /.exec(read('README.md')) ?? [];
const rows: Row[] = [...section.matchAll(/^\| `([^`]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, where = '', holds = '', targets = '']) => ({
    where,
    holds,
    mayImport: targets === '-' ? [] : targets.replaceAll('`', '').split(', '),
  }),
);

describe("README's map", () => {
  it('has every folder of the repository and every file of the package at the top, and nothing else', () => {
    const ignored = read('.gitignore').split('\n');
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => `${name}/`)
      .filter((folder) => !ignored.includes(folder));
    const files = sourceFiles().filter((file) => !file.includes('/'));
    expect(rows.map(({ where }) => where).toSorted()).toEqual([...folders, ...files].toSorted());
  });

  it('says what lives in each', () => {
    expect(rows.filter(({ holds }) => holds.length < 10)).toEqual([]);
  });

  it('says of each folder of the package what the import test allows it', () => {
    const shown = rows.filter(({ where }) => SOURCE_FOLDERS.some((folder) => where === `${folder}/`));
    expect(Object.fromEntries(shown.map(({ where, mayImport }) => [where.slice(0, -1), mayImport.toSorted()]))).toEqual(
      Object.fromEntries(Object.entries(ALLOWED).map(([folder, targets]) => [folder, targets.toSorted()])),
    );
  });

  it('says what the public door imports', () => {
    const taken = sourceImports()
      .filter(({ from }) => from === 'index.ts')
      .map(({ to }) => to.replace(/\/.*/, ''));
    const named = rows.find(({ where }) => where === 'index.ts')?.mayImport ?? [];
    expect([...named, 'errors.ts'].toSorted()).toEqual([...new Set(taken)].toSorted());
  });
});

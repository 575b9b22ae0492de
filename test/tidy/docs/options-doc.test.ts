import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../engine/options/engine-options.ts';
import { readSource } from '../source-files.ts';

const page = readFileSync(new URL('../../../docs/options.md', import.meta.url), 'utf8');

/** The rows of a table between two marks: name and default. */
function rowsOf(mark: string): string[][] {
  const table = new RegExp(`<!-- ${mark} -->\n([^]*?)<!-- /${mark} -->`).exec(page)?.[1] ?? '';
  return [...table.matchAll(/^\| `(\w+)` +\| (.+?) +\|/gm)].map(([, name = '', value = '']) => [name, value]);
}

function membersOf(type: string): string[] {
  const body = new RegExp(`export interface ${type} {\n([^]*?)\n}`).exec(
    readSource('engine/options/engine-options.ts'),
  );
  return [...(body?.[1] ?? '').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);
}

it.each([
  ['options', 'EngineOptions'],
  ['terminals', 'TerminalOptions'],
])('docs/options.md has all %s of the code, and no other', (mark, type) => {
  const names = rowsOf(mark).map(([name = '']) => name);
  expect(names.length).toBeGreaterThan(5);
  expect(names.toSorted()).toEqual(membersOf(type).toSorted());
});

it('docs/options.md has every limit with its default', () => {
  expect(Object.fromEntries(rowsOf('limits').map(([name, value]) => [name, Number(value)]))).toEqual(DEFAULT_LIMITS);
});

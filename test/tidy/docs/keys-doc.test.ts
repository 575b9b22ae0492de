import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../cli/program.ts';
import { QUESTIONS } from '../../../cli/commands/first-hour/answers.ts';
import { BASE_URLS } from '../../../management/index.ts';
import { readSource } from '../source-files.ts';

const page = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
const firstCells = [...page.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, cell = '']) => cell);

/** The words in quotes of a part of a source file. */
const quotedIn = (file: string, pattern: RegExp) =>
  [...readSource(file).matchAll(pattern)].map(([, word = '']) => word);

describe('docs/keys.md', () => {
  it('has every code of the Management API client, and no other', () => {
    const codes = quotedIn('management/management-error.ts', /'(ERR_MANAGEMENT_\w+)'/g);
    expect(codes.length).toBeGreaterThan(5);
    expect(firstCells.filter((cell) => cell.startsWith('ERR_MANAGEMENT_')).toSorted()).toEqual(codes.toSorted());
  });

  it('has every result of setting a key', () => {
    const results = new Set(quotedIn('management/put-key.ts', /readonly kind: '(\w+)'/g));
    expect(results.size).toBeGreaterThan(5);
    expect([...results].filter((result) => !firstCells.includes(result))).toEqual([]);
  });

  it('has the base URLs', () => {
    for (const url of Object.values(BASE_URLS)) expect(page).toContain(`\`${url}\``);
  });
});

describe('tenderline setup', () => {
  it('takes every answer as an option, but the list of terminals', () => {
    const command = createProgram(() => {}).commands.find((one) => one.name() === 'setup');
    const options = new Set(command?.options.map((option) => option.attributeName()));
    expect(Object.keys(QUESTIONS).filter((name) => !options.has(name))).toEqual(['terminals']);
  });
});
